package supabase_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"authcheck/supabase"
	"authcheck/supabase/supabasetest"

	"github.com/google/go-cmp/cmp"
)

// TestEdges sends what no client of sense sends: the stand-in says the same
// as the real server there too.
func TestEdges(t *testing.T) {
	s, _ := standIn(t, supabasetest.Options{Confirm: true})
	t.Run("stand-in", func(t *testing.T) { edges(t, s) })
	if s, _, ok := realServer(t); ok {
		t.Run("real", func(t *testing.T) { edges(t, s) })
	}
}

// reply is an answer, as far as the servers have to agree on it.
type reply struct {
	Status        int
	Code, Message string
}

func edges(t *testing.T, s target) {
	u := confirmed(t, s, "edge")
	login := must[supabase.Session](t)(s.client().Login(t.Context(), u.Email, password)).AccessToken
	anon, admin := "", s.serviceKey
	path := "/admin/users/" + u.ID
	long := strings.Repeat("a", 73)
	address := address("edge-new")
	for name, test := range map[string]struct {
		bearer, method, path, body string
		want                       reply
	}{
		"sign-up, JSON of another shape": {anon, "POST", "/signup", `[]`, reply{400, "bad_json", "Could not parse request body as JSON"}},
		"sign-up, long address":          {anon, "POST", "/signup", `{"email":"` + strings.Repeat("a", 250) + `@x.com","password":"secure-password"}`, reply{400, "validation_failed", "An email address is too long"}},
		"sign-up, address of one label":  {anon, "POST", "/signup", `{"email":"a b@x","password":"secure-password"}`, reply{400, "validation_failed", "Unable to validate email address: invalid format"}},

		"login, nobody named":    {anon, "POST", "/token?grant_type=password", `{}`, reply{400, "validation_failed", "missing email or phone"}},
		"login, bad JSON":        {anon, "POST", "/token?grant_type=password", `{`, reply{400, "bad_json", "Could not parse request body as JSON"}},
		"login, no grant":        {anon, "POST", "/token", `{}`, reply{400, "invalid_credentials", "unsupported_grant_type"}},
		"login, case of address": {anon, "POST", "/token?grant_type=password", `{"email":"` + strings.ToUpper(u.Email) + `","password":"secure-password"}`, reply{200, "", ""}},
		"refresh, short token":   {anon, "POST", "/token?grant_type=refresh_token", `{"refresh_token":"short"}`, reply{400, "validation_failed", "Refresh token is not valid"}},
		"refresh, unknown token": {anon, "POST", "/token?grant_type=refresh_token", `{"refresh_token":"abcdefghijkl"}`, reply{400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found"}},
		"refresh, bad JSON":      {anon, "POST", "/token?grant_type=refresh_token", `{`, reply{400, "bad_json", "Could not parse request body as JSON"}},

		"resend, unknown type":     {anon, "POST", "/resend", `{"type":"x"}`, reply{400, "validation_failed", "Missing one of these types: signup, email_change, sms, phone_change"}},
		"resend, nobody named":     {anon, "POST", "/resend", `{"type":"signup"}`, reply{400, "validation_failed", "Type provided requires an email address"}},
		"resend, bad address":      {anon, "POST", "/resend", `{"type":"signup","email":"x"}`, reply{400, "validation_failed", "Unable to validate email address: invalid format"}},
		"resend, unknown user":     {anon, "POST", "/resend", `{"type":"signup","email":"nobody@example.com"}`, reply{200, "", ""}},
		"resend, confirmed user":   {anon, "POST", "/resend", `{"type":"signup","email":"` + u.Email + `"}`, reply{200, "", ""}},
		"link without token":       {anon, "GET", "/verify?type=signup", ``, reply{400, "validation_failed", "Verify requires a token or a token hash"}},
		"link without type":        {anon, "GET", "/verify?token=x", ``, reply{400, "validation_failed", "Verify requires a verification type"}},
		"link of an unknown token": {anon, "GET", "/verify?token=x&type=signup", ``, reply{303, "otp_expired", "Email link is invalid or has expired"}},

		"logout, unknown scope":    {login, "POST", "/logout?scope=all", ``, reply{400, "validation_failed", `Unsupported logout scope "all"`}},
		"user, lower-case scheme":  {"bearer " + login, "GET", "/user", ``, reply{200, "", ""}},
		"user, other scheme":       {"Basic " + login, "GET", "/user", ``, reply{401, "no_authorization", "This endpoint requires a valid Bearer token"}},
		"update, app metadata":     {login, "PUT", "/user", `{"app_metadata":{"x":1}}`, reply{403, "not_admin", "Updating app_metadata requires admin privileges"}},
		"update, weak password":    {login, "PUT", "/user", `{"password":"abc"}`, reply{422, "weak_password", "Password should be at least 6 characters."}},
		"update, bad JSON":         {login, "PUT", "/user", `{`, reply{400, "bad_json", "Could not parse request body as JSON"}},
		"admin without login":      {anon, "GET", "/admin/users", ``, reply{401, "no_authorization", "This endpoint requires a valid Bearer token"}},
		"admin as user":            {login, "GET", "/admin/users", ``, reply{403, "not_admin", "User not allowed"}},
		"list, bad page":           {admin, "GET", "/admin/users?page=x", ``, reply{400, "validation_failed", `Bad Pagination Parameters: strconv.ParseUint: parsing "x": invalid syntax`}},
		"list, bad page size":      {admin, "GET", "/admin/users?per_page=-1", ``, reply{400, "validation_failed", `Bad Pagination Parameters: strconv.ParseUint: parsing "-1": invalid syntax`}},
		"list, page 0":             {admin, "GET", "/admin/users?page=0", ``, reply{200, "", ""}},
		"create, nobody named":     {admin, "POST", "/admin/users", `{}`, reply{400, "validation_failed", "Cannot create a user without either an email or phone"}},
		"create, bad address":      {admin, "POST", "/admin/users", `{"email":"x"}`, reply{400, "validation_failed", "Unable to validate email address: invalid format"}},
		"create, bad JSON":         {admin, "POST", "/admin/users", `{`, reply{400, "bad_json", "Could not parse request body as JSON"}},
		"create, long password":    {admin, "POST", "/admin/users", `{"email":"long-` + address + `","password":"` + long + `"}`, reply{500, "", "Internal Server Error"}},
		"create, weak password":    {admin, "POST", "/admin/users", `{"email":"weak-` + address + `","password":"x"}`, reply{200, "", ""}},
		"create, no password":      {admin, "POST", "/admin/users", `{"email":"none-` + address + `"}`, reply{200, "", ""}},
		"get":                      {admin, "GET", path, ``, reply{200, "", ""}},
		"get, no UUID":             {admin, "GET", "/admin/users/x", ``, reply{404, "validation_failed", "user_id must be an UUID"}},
		"get, unknown":             {admin, "GET", "/admin/users/8b8d3fd2-4f5c-4b8b-8d8e-3c5f0a1b2c3d", ``, reply{404, "user_not_found", "User not found"}},
		"admin update, weak":       {admin, "PUT", path, `{"password":"abc"}`, reply{422, "weak_password", "Password should be at least 6 characters."}},
		"admin update, bad JSON":   {admin, "PUT", path, `{`, reply{400, "bad_json", "Could not parse request body as JSON"}},
		"admin update, unknown":    {admin, "PUT", "/admin/users/8b8d3fd2-4f5c-4b8b-8d8e-3c5f0a1b2c3d", `{}`, reply{404, "user_not_found", "User not found"}},
		"generate link, confirmed": {admin, "POST", "/admin/generate_link", `{"type":"signup","email":"` + u.Email + `","password":"secure-password"}`, reply{422, "email_exists", "A user with this email address has already been registered"}},
		"generate link, weak":      {admin, "POST", "/admin/generate_link", `{"type":"signup","email":"link-` + address + `","password":"abc"}`, reply{422, "weak_password", "Password should be at least 6 characters."}},
		"generate link, bad email": {admin, "POST", "/admin/generate_link", `{"type":"signup","email":"x","password":"abc"}`, reply{400, "validation_failed", "Unable to validate email address: invalid format"}},

		"sign-up of nobody, weak": {anon, "POST", "/signup", `{"email":"authcheck","password":"abc"}`, reply{422, "weak_password", "Password should be at least 6 characters."}},
		"sign-up of nobody, long": {anon, "POST", "/signup", `{"email":"authcheck","password":"` + long + `"}`, reply{400, "validation_failed", "Password cannot be longer than 72 characters"}},
		"sign-up of nobody":       {anon, "POST", "/signup", `{"email":"authcheck","password":"secure-password"}`, reply{400, "validation_failed", "Unable to validate email address: invalid format"}},

		"unknown path":   {anon, "GET", "/nothing", ``, reply{404, "", "404 page not found"}},
		"unknown method": {anon, "DELETE", "/signup", ``, reply{405, "", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.send(t, test.bearer, test.method, test.path, test.body)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// send makes a request; bearer is a token, or a whole header if it has a space.
func (s target) send(t *testing.T, bearer, method, path, body string) reply {
	t.Helper()
	req := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), method, s.url+"/auth/v1"+path, strings.NewReader(body)))
	req.Header.Set("apikey", s.anonKey)
	if bearer == s.serviceKey {
		req.Header.Set("apikey", s.serviceKey)
	}
	if bearer != "" && !strings.Contains(bearer, " ") {
		bearer = "Bearer " + bearer
	}
	if bearer != "" {
		req.Header.Set("Authorization", bearer)
	}
	resp := must[*http.Response](t)(http.DefaultTransport.RoundTrip(req))
	defer func() { _ = resp.Body.Close() }()
	return s.reply(t, resp, must[[]byte](t)(io.ReadAll(resp.Body)))
}

// reply reads code and message from where the answer has them.
func (s target) reply(t *testing.T, resp *http.Response, body []byte) reply {
	t.Helper()
	r := reply{Status: resp.StatusCode, Code: resp.Header.Get("X-Sb-Error-Code")}
	var fields struct{ Msg string }
	switch {
	case r.Status == http.StatusSeeOther:
		to := must[*url.URL](t)(resp.Location())
		fragment := must[url.Values](t)(url.ParseQuery(to.Fragment))
		r.Code, r.Message = fragment.Get("error_code"), fragment.Get("error_description")
	case r.Status == http.StatusMethodNotAllowed: // no body, or a few words
	case json.Unmarshal(body, &fields) == nil:
		r.Message = fields.Msg
	default:
		r.Message = strings.TrimSpace(string(body))
	}
	if r.Code == "bad_json" { // the rest names Go types
		r.Message, _, _ = strings.Cut(r.Message, ":")
	}
	return r
}

// TestAcceptedBodyIsNotQuoted: a session that cannot be read is a session all the same.
func TestAcceptedBodyIsNotQuoted(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "\ufeff"+`{"access_token":"eyJ-secret","refresh_token":"more-secret"}`)
	}))
	defer server.Close()
	c := supabase.Client{URL: server.URL, Key: "key"}
	_, err := c.Login(t.Context(), "me@example.com", "password")
	if err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "no JSON") {
		t.Errorf("said: %v", err)
	}
}
