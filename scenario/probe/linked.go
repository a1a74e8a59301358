package probe

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// mostLinks is how many of the links of an answer are followed.
const mostLinks = 3

// tryLinks follows links that a route gave user 2 to something of user 2's own, with user 1's ID
// in its place: as user 2, and without a login where the link itself needs none.
func (p *Prober) tryLinks(ctx context.Context, r catalog.Route, callers []caller, answers ...transcript.Exchange) {
	facts, nobody := p.log.known(), callers[0]
	own, others := facts.OfUser2()["conversation"], p.log.values(r.Operation(), nobody.Identity).Texts["conversation"]
	if len(own) < idLength || others == "" {
		return
	}
	var links []catalog.Operation
	for _, e := range answers {
		for _, link := range p.linksIn(e, own) {
			if o, ok := follow(r, link); ok && !slices.ContainsFunc(links, func(known catalog.Operation) bool { return known.Path == o.Path }) {
				links = append(links, o)
			}
		}
	}
	for _, link := range links[:min(len(links), mostLinks)] {
		for _, who := range callers {
			open := func() bool {
				return p.askOnce(ctx, link, who, who.forms[0], &catalog.Values{}).OK()
			}
			if who.Login == catalog.OtherUser || who.ID == nobody.ID && open() {
				p.callRouteFor(ctx, withID(link, own, others), who, who.forms[0], &catalog.Values{}, transcript.Linked)
			}
		}
	}
}

// withID is a link to another thing.
func withID(link catalog.Operation, from, to string) catalog.Operation {
	link.Path = strings.ReplaceAll(link.Path, from, to)
	query := map[string]string{}
	for name, value := range link.Query {
		query[name] = strings.ReplaceAll(value, from, to)
	}
	link.Query = query
	return link
}

// links are what a link may look like, in JSON, text and web pages.
var links = regexp.MustCompile(`(?:https?:/)?/[^\s"'<>\\{}]+`)

// linksIn are the links of an answer to this server that name a thing.
func (p *Prober) linksIn(e transcript.Exchange, id string) (found []*url.URL) {
	here, err := url.Parse(p.config.URL)
	if err != nil || !e.OK() {
		return nil
	}
	text := strings.NewReplacer(`\/`, "/", `\u0026`, "&").Replace(html.UnescapeString(e.Response.Body))
	for _, link := range links.FindAllString(text, -1) {
		u, err := url.Parse(link)
		if err != nil || !strings.Contains(link, id) || u.Host != "" && u.Host != here.Host {
			continue
		}
		if inside, ok := strings.CutPrefix(u.Path, strings.TrimRight(here.Path, "/")); ok {
			u.Path, u.RawPath = inside, ""
		}
		found = append(found, u)
	}
	return found
}

// apis are LangGraph's own routes, which are tried anyway.
var apis = regexp.MustCompile(`^/(threads|runs|assistants|store|mcp|a2a)(/|$)`)

// follow is a link as the operation of the route that gave it.
func follow(r catalog.Route, link *url.URL) (o catalog.Operation, ok bool) {
	if apis.MatchString(link.Path) || catalog.HasEffect(link.Path) || !strings.HasPrefix(link.Path, "/") {
		return o, false
	}
	o = catalog.Route{Method: http.MethodGet, Path: r.Path, Asked: link.EscapedPath(), Query: map[string]string{}}.Operation()
	o.ID = r.Operation().ID
	for name, values := range link.Query() {
		o.Query[name] = strings.Join(values, catalog.Repeated)
	}
	return o, true
}
