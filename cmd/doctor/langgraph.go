package doctor

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"authcheck/cmd/settings"
	"authcheck/cmd/wording"
	"authcheck/langgraph"
	"authcheck/scenario/catalog"
)

// serverLinks are those of the LangGraph server; users are the links of the test users. What
// is refused comes last: there are servers that lock out who guesses.
func serverLinks(users []string) []Link {
	withUsers := append([]string{serverUp}, users...)
	return []Link{
		{ID: serverUp, Name: "LangGraph", Needs: []string{"settings.langgraph-url"}, look: lookAtServer},
		{ID: "langgraph.version", Name: "version", Needs: []string{serverUp}, look: lookAtVersion},
		{ID: "langgraph.auth", Name: "auth", Needs: []string{serverUp}, look: lookAtAuth},
		{ID: accepted, Name: "tokens there", Needs: withUsers, look: lookAtAcceptance},
		{ID: "langgraph.secret", Name: "signing secret", Needs: users, look: lookAtSecret},
		{ID: "langgraph.thread", Name: "a new thread", Needs: []string{accepted}, look: lookAtThread},
		{ID: "langgraph.speed", Name: "login check", Needs: []string{accepted}, look: lookAtSpeed},
		{ID: "langgraph.graph", Name: "graph", Needs: withUsers, look: lookAtGraph},
		{ID: "langgraph.garbage", Name: "a made-up token", Needs: []string{serverUp}, look: lookAtGarbage},
		{ID: "langgraph.studio", Name: "Studio header", Needs: []string{serverUp}, look: lookAtStudio},
		{ID: "langgraph.cors", Name: "web pages (CORS)", Needs: []string{serverUp}, look: lookAtCORS},
		{ID: "clock", Name: "clocks", Needs: []string{serverUp}, look: lookAtClocks},
	}
}

func lookAtServer(ctx context.Context, d *Doctor) Diagnosis {
	at, err := d.values.Text(settings.LangGraphURL)
	if err != nil {
		return failed(err, "")
	}
	header, err := d.values.Header()
	if err != nil {
		return failed(err, "")
	}
	d.server = &langgraph.Client{URL: at, Header: header, HTTP: d.httpClient()}
	if err = d.server.Probe(ctx); err == nil {
		return holds("%s answers", at)
	}
	found := failed(d.values.ExplainLangGraph(ctx, err, at), settings.Table[settings.LangGraphURL].Name)
	if elsewhere := Elsewhere(ctx, at); elsewhere != "" {
		found.Next = elsewhere
	} else if otherwise, ok := strings.CutPrefix(found.Next, "start the server, "); ok && settings.IsLoopback(at) {
		found.Next = "start it with `langgraph dev`, and look in its log for the port, " + otherwise
	}
	return found
}

// lookAtVersion asks as the first user, if there is one: /info may want a login.
func lookAtVersion(ctx context.Context, d *Doctor) Diagnosis {
	header := http.Header{}
	if len(d.users) > 0 {
		header = bearerOf(d.users[0].token)
	}
	info, err := d.server.Info(ctx, header)
	d.at.kind = info.Server()
	if err != nil || info.Version == "" {
		return notLooked("the server does not say")
	}
	title := catalog.ServerTitle(d.at.kind.ID, info.Version, d.server.Host(info))
	if resp, err := d.server.Send(ctx, langgraph.Request{Method: http.MethodGet, Path: catalog.Document.Path}); err == nil && resp.Status == http.StatusInternalServerError {
		return weak("look in the log of the server which route or docstring of http.app breaks it; until then `authcheck verify` does not see the application's own routes",
			"%s; its own document breaks: GET %s answers %d", title, catalog.Document.Path, resp.Status)
	}
	return holds("%s", title)
}

func bearerOf(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

// search is the call by which the server is asked: it reads, and every server has it.
func (d *Doctor) search(ctx context.Context, header http.Header) (*langgraph.Response, error) {
	return d.server.Send(ctx, langgraph.Request{Method: http.MethodPost, Path: "/threads/search", Header: header, Body: json.RawMessage(`{"limit":1}`)})
}

// lookAtAcceptance has every test user make a call of their own.
func lookAtAcceptance(ctx context.Context, d *Doctor) Diagnosis {
	if d.at.open {
		return notLooked(everybody)
	}
	for _, who := range d.users {
		resp, err := d.search(ctx, bearerOf(who.token))
		switch {
		case err != nil:
			return d.unanswered(ctx, err)
		case resp.Status == http.StatusServiceUnavailable, resp.Status == http.StatusBadGateway:
			return broken("the server may not reach its login provider, or be busy: compare its SUPABASE_URL and key, which it reads only from its environment and from what \"env\" in langgraph.json names",
				"the server cannot tell who %s is: %d %s", who.name, resp.Status, d.said(resp))
		case resp.Status >= 500:
			return broken("look in the log of the server: authenticate crashes, or the handler of threads.search (a handler may not expect metadata that is null, as Aegra gives it)", "the server crashes on a search of %s's: %d %s", who.name, resp.Status, d.said(resp))
		case resp.Status == http.StatusUnauthorized, resp.Status == http.StatusForbidden && d.refusesAll(ctx, who):
			return broken(cmp.Or(d.at.kind.Refusals[resp.Detail()], d.whyRefused(who)), "the server refuses %s's token: %d", who.name, resp.Status)
		}
	}
	names := make([]string, len(d.users))
	for i, who := range d.users {
		names[i] = who.name
	}
	return holds("the server accepts those of %s", wording.List(names))
}

// refusesAll tells a token that is refused from a search that is.
func (d *Doctor) refusesAll(ctx context.Context, who user) bool {
	resp, err := d.server.Send(ctx, langgraph.Request{Method: http.MethodGet, Path: "/threads/" + uuid.NewString(), Header: bearerOf(who.token)})
	return err == nil && (resp.Status == http.StatusUnauthorized || resp.Status == http.StatusForbidden)
}

func (d *Doctor) whyRefused(who user) string {
	switch ahead, whose, told := d.serverAhead(); {
	case told && off(ahead):
		return "its clock and " + whose + " are apart, see below: set the clocks right first"
	case who.session.AccessToken == "":
		return "check that the server takes tokens of this issuer and audience, and that they have not been revoked"
	}
	return "the token is fresh: the server may point at another Supabase project than " + d.project.Client.URL + "; compare its SUPABASE_URL and key"
}

// lookAtGraph asks for what cannot exist, by the call whose refusal names the registered
// graphs on this kind of server. Nothing is made.
func lookAtGraph(ctx context.Context, d *Doctor) Diagnosis {
	wanted, err := d.values.Text(settings.Graph)
	if err != nil {
		return failed(err, "")
	}
	ask := d.at.kind.Graphs
	ask.Header = bearerOf(d.users[0].token)
	resp, err := d.server.Send(ctx, ask)
	if err != nil {
		return d.unanswered(ctx, err)
	}
	names := langgraph.GraphsIn(string(resp.Body))
	takes := cmp.Or(wanted, d.values.Project.Graph("agent"))
	switch {
	case resp.Status == http.StatusUnauthorized || resp.Status == http.StatusForbidden:
		return notLooked("the server refuses to tell: %d", resp.Status)
	case len(names) == 0:
		return notLooked("the server does not tell its graphs: verify takes %s", takes)
	case wanted != "" && !slices.Contains(names, wanted):
		return broken("choose one with "+settings.Table[settings.Graph].Sources(), "there is no %s; the server has %s", wanted, wording.List(names))
	case !slices.Contains(names, takes):
		takes = names[0]
	}
	if len(names) == 1 {
		return holds("%s", names[0])
	}
	return holds("%s, of %s", takes, wording.List(names))
}

// said is how the server explains an answer, without what was sent along that is secret.
func (d *Doctor) said(resp *langgraph.Response) string {
	var secrets []string
	for _, who := range d.users {
		secrets = append(secrets, who.token)
	}
	for _, values := range d.server.Header {
		secrets = append(secrets, values...)
	}
	return resp.Detail(secrets...)
}
