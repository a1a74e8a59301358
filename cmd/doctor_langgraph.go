package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"authcheck/langgraph"
)

// serverLinks are those of the LangGraph server; users are the links of the test users.
func serverLinks(users []string) []link {
	withUsers := append([]string{serverUp}, users...)
	return []link{
		{id: serverUp, name: "LangGraph", needs: []string{"settings.langgraph-url"}, look: lookAtServer},
		{id: "langgraph.version", name: "version", needs: []string{serverUp}, look: lookAtVersion},
		{id: "langgraph.auth", name: "auth", needs: []string{serverUp}, look: lookAtAuth},
		{id: "langgraph.tokens", name: "tokens there", needs: append(withUsers, "langgraph.auth"), look: lookAtAcceptance},
		{id: "langgraph.graph", name: "graph", needs: withUsers, look: lookAtGraph},
		{id: "clock", name: "clocks", needs: []string{serverUp}, look: lookAtClocks},
	}
}

func lookAtServer(ctx context.Context, d *doctor) diagnosis {
	at, err := d.values.text(langgraphURL)
	if err != nil {
		return failed(err, "")
	}
	header, err := d.values.list(headers)
	if err != nil {
		return failed(err, "")
	}
	d.server = &langgraph.Client{URL: at, Header: headerOf(header), HTTP: d.httpClient()}
	if err = d.server.Probe(ctx); err == nil {
		return holds("%s answers", at)
	}
	found := failed(explainServer(ctx, err, at), table[langgraphURL].name)
	if elsewhere := nearby(ctx, at); len(elsewhere) > 0 {
		found.Next = "a LangGraph server answers at " + inWords(elsewhere) + ": set " + table[langgraphURL].sources() + " to it"
	} else if _, ok := errors.AsType[*langgraph.NoAnswerError](err); ok && isLoopback(at) {
		found.Next = "start it with `langgraph dev`, and look in its log for the port; " + found.Next
	}
	return found
}

func isLoopback(address string) bool {
	u, err := url.Parse(address)
	return err == nil && slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, u.Hostname())
}

// lookAtVersion asks as the first user, if there is one: /info may want a login.
func lookAtVersion(ctx context.Context, d *doctor) diagnosis {
	header := http.Header{}
	if len(d.people) > 0 {
		header = bearerOf(d.people[0].token)
	}
	var err error
	if d.info, err = d.server.Info(ctx, header); err != nil || d.info.Version == "" {
		return notLooked("the server does not say")
	}
	kind := "langgraph-api " + d.info.Version + ", Python"
	if d.info.JS != "" {
		kind = "langgraphjs-api " + d.info.Version + ", JavaScript"
	}
	if d.info.Host.Kind != "" {
		kind += ", " + d.info.Host.Kind
	}
	return holds("%s", kind)
}

func bearerOf(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

// search is the call by which the server is asked: it reads, and every server has it.
func (d *doctor) search(ctx context.Context, header http.Header) (*langgraph.Response, error) {
	return d.server.Send(ctx, langgraph.Request{Method: http.MethodPost, Path: "/threads/search", Header: header, Body: json.RawMessage(`{"limit":1}`)})
}

// lookAtAuth sends no token, and wants to be refused.
func lookAtAuth(ctx context.Context, d *doctor) diagnosis {
	const configure = `langgraph.json needs "auth": {"path": "./src/security/auth.py:auth"}, and the server a restart`
	resp, err := d.search(ctx, http.Header{})
	switch {
	case err != nil:
		return failed(explainServer(ctx, err, d.server.URL), table[langgraphURL].name)
	case resp.Status == http.StatusUnauthorized || resp.Status == http.StatusForbidden:
		return holds("configured: a call without a token is refused with %d", resp.Status)
	case resp.OK():
		d.open = true
		return broken(configure, "not configured: a call without a token is answered")
	case resp.Status == http.StatusNotFound || resp.Status == http.StatusMethodNotAllowed:
		return broken("check "+table[langgraphURL].sources()+": is there a path in front?", "the server has no /threads/search: %d", resp.Status)
	case resp.Status >= 500:
		return weak("answer it with 401: raise Auth.exceptions.HTTPException(status_code=401) instead of asserting",
			"a call without a token is refused by a crash: %d", resp.Status)
	}
	return undecided("authcheck verify --quick tells more", "a call without a token is answered with %d", resp.Status)
}

// lookAtAcceptance has every test user make a call of their own.
func lookAtAcceptance(ctx context.Context, d *doctor) diagnosis {
	if d.open {
		return notLooked("the server lets everybody in, with or without a token")
	}
	for _, who := range d.people {
		resp, err := d.search(ctx, bearerOf(who.token))
		switch {
		case err != nil:
			return failed(explainServer(ctx, err, d.server.URL), table[langgraphURL].name)
		case resp.Status >= 500:
			return broken("look in the log of the server", "the server crashes on %s's token: %d %s", who.name, resp.Status, resp.Detail())
		case resp.Status == http.StatusUnauthorized, resp.Status == http.StatusForbidden && d.refusesAll(ctx, who):
			return broken(d.whyRefused(who), "the server refuses %s's token: %d", who.name, resp.Status)
		}
	}
	names := make([]string, len(d.people))
	for i, who := range d.people {
		names[i] = who.name
	}
	return holds("the server accepts those of %s", inWords(names))
}

// refusesAll tells a token that is refused from a search that is.
func (d *doctor) refusesAll(ctx context.Context, who person) bool {
	resp, err := d.server.Send(ctx, langgraph.Request{Method: http.MethodGet, Path: "/threads/" + uuid.NewString(), Header: bearerOf(who.token)})
	return err == nil && (resp.Status == http.StatusUnauthorized || resp.Status == http.StatusForbidden)
}

func (d *doctor) whyRefused(who person) string {
	switch {
	case d.clock.apart(d.server.URL) > tolerance || d.clock.apart(d.server.URL) < -tolerance:
		return "its clock is off, see below: set the clocks right first"
	case who.session.AccessToken == "":
		return "check that the server takes tokens of this issuer and audience, and that they have not been revoked"
	}
	return "the token is fresh: the server may point at another Supabase project than " + d.project.client.URL + "; compare its SUPABASE_URL and key"
}

// lookAtGraph asks for a run of an assistant that cannot exist. Nothing is made;
// the Python server's refusal names the registered graphs, the JS server's does not.
func lookAtGraph(ctx context.Context, d *doctor) diagnosis {
	wanted, err := d.values.text(graph)
	if err != nil {
		return failed(err, "")
	}
	resp, err := d.server.Send(ctx, langgraph.Request{Method: http.MethodPost, Path: "/runs", Header: bearerOf(d.people[0].token),
		Body: json.RawMessage(`{"assistant_id":"authcheck-asks-which-graphs-there-are"}`)})
	if err != nil {
		return failed(explainServer(ctx, err, d.server.URL), table[langgraphURL].name)
	}
	names := langgraph.GraphsIn(string(resp.Body))
	switch {
	case resp.Status == http.StatusUnauthorized || resp.Status == http.StatusForbidden:
		return notLooked("the server refuses to tell: %d", resp.Status)
	case len(names) == 0:
		return notLooked("the server does not tell its graphs: verify takes %s", orAgent(wanted))
	case wanted != "" && !slices.Contains(names, wanted):
		return broken("choose one with "+table[graph].sources(), "there is no %s; the server has %s", wanted, inWords(names))
	case wanted == "" && !slices.Contains(names, orAgent("")):
		wanted = names[0]
	}
	if len(names) == 1 {
		return holds("%s", names[0])
	}
	return holds("%s, of %s", orAgent(wanted), inWords(names))
}

func orAgent(name string) string {
	if name = strings.TrimSpace(name); name != "" {
		return name
	}
	return "agent"
}
