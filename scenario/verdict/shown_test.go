package verdict

import (
	"testing"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// TestShown: what a route shows is a finding by what it opens: somebody's data, a list, a list as
// guests have it, or nothing here. What user 2 is given may be user 2's own.
func TestShown(t *testing.T) {
	const given = `{"access_token":"«secret-1:access_token»"}`
	for name, test := range map[string]struct {
		who, path, shows string
		opens            *transcript.Exchange // what the list answered; nil: it did not let it in
		want             string
	}{
		"opens user 1's":          {"no-token", "/dev", given, &leak, "fail login-given"},
		"opens user 1's, to 2":    {"other-user", "/dev", given, &leak, "fail login-given"},
		"opens the list":          {"no-token", "/dev", given, new(says(200, "[]")), "fail login-given"},
		"opens the list, to 2":    {"other-user", "/dev", given, new(says(200, "[]")), "warn secrets-shown"},
		"opens the list to guest": {"no-token", "/guest/login", given, new(says(200, "[]")), "warn login-given"},
		"an anonymous user":       {"no-token", "/session", `{"is_anonymous":true,"access_token":"«secret-1:access_token»"}`, new(says(200, "[]")), "warn login-given"},
		"opens nothing":           {"no-token", "/dev", given, nil, "warn secrets-shown"},
		"on a health check":       {"no-token", "/health", given, nil, "warn secrets-shown"},
		"user 1's token":          {"no-token", "/logs", `{"by":"Bearer «token:user-1»"}`, nil, "fail token-shown"},
		"user 1's token, to 2":    {"other-user", "/logs", `{"by":"Bearer «token:user-1»"}`, nil, "fail token-shown"},
		"the own token":           {"other-user", "/logs", `{"by":"Bearer «token:user-2»"}`, nil, "skip "},
		"the public key":          {"no-token", "/config", `{"api_key":"«anon-key»"}`, nil, "note open-routes"},
		"the service key":         {"no-token", "/config", `{"key":"«service-key»"}`, nil, "warn secrets-shown"},
	} {
		run := bench()
		route := catalog.Route{Method: "GET", Path: test.path, Asked: test.path}
		run.Routes.Own = []catalog.Route{route}
		id := route.Operation().ID
		for _, who := range []string{"owner", test.who} {
			e := says(200, test.shows)
			e.Request.Path = test.path
			add(run, transcript.Route, catalog.Check(id, who), e)
		}
		if test.opens != nil {
			e := *test.opens
			e.Request.Header = transcript.ShownAs + "«secret-1:access_token»"
			add(run, transcript.Shown, catalog.Check(id, test.who), e)
		}
		for _, r := range open(run, Policy{}).routes() {
			if got := string(r.Verdict) + " " + r.Code; r.Identity == test.who && got != test.want {
				t.Errorf("%s: %s, not %s (%s)", name, got, test.want, r.Summary)
			}
		}
	}
}
