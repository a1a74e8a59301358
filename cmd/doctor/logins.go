package doctor

import (
	"context"
	"net/http"
	"net/url"

	"authcheck/cmd/settings"
	"authcheck/cmd/tokens"
	"authcheck/langgraph"
	"authcheck/scenario"
	"authcheck/scenario/catalog"
)

func refuses(resp *langgraph.Response) bool {
	return resp.Status == http.StatusUnauthorized || resp.Status == http.StatusForbidden
}

// unanswered words that the LangGraph server gave no answer.
func (d *Doctor) unanswered(ctx context.Context, err error) Diagnosis {
	return failed(d.values.ExplainLangGraph(ctx, err, d.server.URL), settings.Table[settings.LangGraphURL].Name)
}

const madeUp = "authcheck-made-this-up"

// lookAtAuth sends no token, and wants to be refused. A server that lets callers without
// one in may still ask those for it who bring something.
func lookAtAuth(ctx context.Context, d *Doctor) Diagnosis {
	resp, err := d.search(ctx, http.Header{})
	switch {
	case err != nil:
		return d.unanswered(ctx, err)
	case refuses(resp):
		return holds("configured: a call without a token is refused with %d", resp.Status)
	case resp.OK():
		return d.whyOpen(ctx)
	case resp.Status == http.StatusNotFound || resp.Status == http.StatusMethodNotAllowed:
		return broken("check "+d.values.From(settings.LangGraphURL)+": is there a path in front?", "the server has no /threads/search: %d%s",
			resp.Status, d.says(catalog.MountPrefix))
	case resp.Status >= 500:
		return weak("answer it with 401: raise Auth.exceptions.HTTPException(status_code=401) instead of asserting",
			"a call without a token is refused by a crash: %d", resp.Status)
	}
	return undecided("authcheck verify --quick tells more", "a call without a token is answered with %d", resp.Status)
}

// whyOpen tells a server without a login from one that lets callers without a header in.
func (d *Doctor) whyOpen(ctx context.Context) Diagnosis {
	resp, err := d.search(ctx, bearerOf(madeUp))
	switch {
	case err != nil:
		return d.unanswered(ctx, err)
	case !refuses(resp):
		d.at.open = true
		return broken(configure, "not configured: a call without a token is answered%s", d.says(catalog.AuthPath))
	case d.values.Project.LetsKeysIn():
		return broken(`remove "allow_langsmith_api_keys": on "langgraph dev" it lets in whoever brings no Authorization header; deployed, LangSmith is asked`,
			"a call without a token is answered, and one with a made-up token is not%s", d.says(catalog.KeysAllowed))
	}
	return broken("have the authenticate handler refuse whoever brings no token; allow_langsmith_api_keys in langgraph.json lets them in as well",
		"a call without a token is answered, and one with a made-up token is not")
}

const everybody = "the server lets everybody in, with or without a token"

// lookAtGarbage sends a token that nobody has issued.
func lookAtGarbage(ctx context.Context, d *Doctor) Diagnosis {
	if d.at.open {
		return notLooked(everybody)
	}
	resp, err := d.search(ctx, bearerOf(madeUp))
	switch {
	case err != nil:
		return d.unanswered(ctx, err)
	case refuses(resp):
		return holds("refused with %d", resp.Status)
	case resp.OK():
		return broken("treat every answer of the provider but 200 as a refusal; `authcheck explain bad-token-accepted` has the lines",
			"a made-up token is let in: any bearer is a user")
	case resp.Status == http.StatusServiceUnavailable, resp.Status == http.StatusBadGateway:
		return undecided("have the server reach its login provider first", "the server cannot tell at the moment: %d %s", resp.Status, d.said(resp))
	case resp.Status >= 500:
		return weak("answer it with 401; `authcheck explain crash-as-denial` has the lines", "refused by a crash: %d", resp.Status)
	}
	return undecided("authcheck verify tells more", "answered with %d", resp.Status)
}

// lookAtStudio sends nothing but the header that Studio sends.
func lookAtStudio(ctx context.Context, d *Doctor) Diagnosis {
	if d.at.open {
		return notLooked(everybody)
	}
	resp, err := d.search(ctx, http.Header{"X-Auth-Scheme": {"langsmith"}})
	switch {
	case err != nil:
		return d.unanswered(ctx, err)
	case resp.OK():
		return weak(`set "auth": {"path": "…", "disable_studio_auth": true} in langgraph.json; a deployed server asks LangSmith instead`,
			"x-auth-scheme: langsmith is let in without a token%s", d.says(catalog.StudioOff))
	case refuses(resp) || resp.Status >= 500:
		return holds("x-auth-scheme: langsmith alone is refused with %d", resp.Status)
	}
	return undecided("authcheck verify tells more", "answered with %d", resp.Status)
}

// lookAtSecret looks whether user 1's token is signed with a secret that everybody knows.
func lookAtSecret(_ context.Context, d *Doctor) Diagnosis {
	token := d.users[0].token
	where, known := scenario.PublishedSecret(token)
	issuer := tokens.SubjectOf(token).Issuer
	if d.project != nil {
		issuer = d.project.Client.URL
	}
	switch u, err := url.Parse(issuer); {
	case !known:
		return holds("none that is published")
	case settings.IsLoopback(issuer):
		return holds("that of %s, known to everybody; fine on this machine", where)
	case err == nil && u.Host != "":
		return broken("give "+u.Host+" a secret of its own, or keys (ES256), and have the users log in again", "anybody can sign tokens: it is that of %s", where)
	}
	return broken("give the provider a secret of its own, or keys (ES256)", "anybody can sign tokens: it is that of %s", where)
}
