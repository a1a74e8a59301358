package supabase_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"authcheck/supabase"
	"authcheck/supabase/supabasetest"

	"github.com/google/go-cmp/cmp"
)

func TestContract(t *testing.T) {
	for name, o := range map[string]supabasetest.Options{
		"confirmation":          {Confirm: true, MailInterval: mailInterval},
		"no confirmation":       {},
		"confirmation, ES256":   {Confirm: true, MailInterval: mailInterval, ES256: true, NewKeys: true},
		"no confirmation, keys": {NewKeys: true},
	} {
		t.Run("stand-in/"+name, func(t *testing.T) {
			t.Parallel()
			s, _ := standIn(t, o)
			contract(t, s, o.Confirm)
		})
	}
	if s, settings, ok := realServer(t); ok {
		t.Run("real", func(t *testing.T) { contract(t, s, !settings.MailerAutoconfirm) })
	}
}

// contract is what callers of the client may count on.
func contract(t *testing.T, s target, confirm bool) {
	for name, test := range map[string]func(*testing.T, target){
		"about": aboutServer, "sessions": sessions, "refresh": refreshTokensRotate, "profile": profile,
		"administration": administration, "refusals": refusals, "sessions by administrators": adminSessions,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); test(t, s) })
	}
	if confirm {
		t.Run("sign-up", func(t *testing.T) { t.Parallel(); signUpWithConfirmation(t, s) })
	} else {
		t.Run("sign-up", func(t *testing.T) { t.Parallel(); signUpAtOnce(t, s) })
	}
}

func aboutServer(t *testing.T, s target) {
	settings := must[supabase.Settings](t)(s.client().Settings(t.Context()))
	if !settings.External["email"] || settings.DisableSignup {
		t.Errorf("settings %+v: want e-mail sign-ups on", settings)
	}
	keyless := supabase.Client{URL: s.url}
	for _, key := range must[[]supabase.JWK](t)(keyless.JWKS(t.Context())) {
		if _, err := key.PEM(); err != nil {
			t.Errorf("published key: %v", err)
		}
	}
}

func signUpWithConfirmation(t *testing.T, s target) {
	ctx, c, email := t.Context(), s.client(), address("signup")
	first := must[supabase.SignUp](t)(c.SignUp(ctx, email, password))
	if first.Outcome != supabase.AwaitingConfirmation || first.Session != nil || first.User.Confirmed() || first.User.Email != email {
		t.Fatalf("first sign-up: %+v", first)
	}

	_, err := c.SignUp(ctx, email, password)
	refused(t, err, supabase.Error{Method: "POST", Path: "/auth/v1/signup", Status: 429, Code: "over_email_send_rate_limit",
		Message: "For security purposes, you can only request this after 0 seconds."})

	_, err = c.Login(ctx, email, password)
	refused(t, err, supabase.Error{Method: "POST", Path: "/auth/v1/token", Status: 400, Code: "email_not_confirmed", Message: "Email not confirmed"})

	time.Sleep(mailInterval + 100*time.Millisecond)
	again := must[supabase.SignUp](t)(c.SignUp(ctx, email, "another-password"))
	if again.Outcome != supabase.StillAwaiting || again.User.ID != first.User.ID {
		t.Fatalf("second sign-up: %+v, want still awaiting, of user %s", again, first.User.ID)
	}

	updated := must[supabase.User](t)(s.admin().AdminUpdateUser(ctx, first.User.ID, supabase.AdminChange{EmailConfirm: true}))
	if !updated.Confirmed() {
		t.Errorf("user not confirmed after AdminUpdateUser: %+v", updated)
	}
	third := must[supabase.SignUp](t)(c.SignUp(ctx, email, password))
	if diff := cmp.Diff(supabase.SignUp{Outcome: supabase.AlreadyRegistered, User: supabase.User{Email: email}}, third); diff != "" {
		t.Errorf("sign-up of a confirmed user (-want +got):\n%s", diff)
	}
	login := must[supabase.Session](t)(c.Login(ctx, email, password)) // the first password stayed
	if login.User.ID != first.User.ID {
		t.Errorf("logged in as %s, want %s", login.User.ID, first.User.ID)
	}
}

func signUpAtOnce(t *testing.T, s target) {
	ctx, c, email := t.Context(), s.client(), address("signup")
	first := must[supabase.SignUp](t)(c.SignUp(ctx, email, password))
	if first.Outcome != supabase.Created || first.Session == nil || !first.User.Confirmed() {
		t.Fatalf("first sign-up: %+v", first)
	}
	if u := must[supabase.User](t)(c.User(ctx, first.Session.AccessToken)); u.ID != first.User.ID {
		t.Errorf("token of %s, want %s", u.ID, first.User.ID)
	}
	again := must[supabase.SignUp](t)(c.SignUp(ctx, email, "another-password"))
	if diff := cmp.Diff(supabase.SignUp{Outcome: supabase.AlreadyRegistered, User: supabase.User{Email: email}}, again); diff != "" {
		t.Errorf("second sign-up (-want +got):\n%s", diff)
	}
}

func sessions(t *testing.T, s target) {
	ctx, c := t.Context(), s.client()
	u := confirmed(t, s, "session")
	one := must[supabase.Session](t)(c.Login(ctx, u.Email, password))
	two := must[supabase.Session](t)(c.Login(ctx, u.Email, password))
	if left := time.Until(one.ExpiresAt); left < time.Minute || left > 25*time.Hour {
		t.Errorf("session expires in %v", left)
	}
	if supabase.KindOf(one.AccessToken) != supabase.KeyUserToken {
		t.Errorf("access token is of kind %q", supabase.KindOf(one.AccessToken))
	}

	fresh := must[supabase.Session](t)(c.Refresh(ctx, one.RefreshToken))
	if fresh.User.ID != u.ID || fresh.RefreshToken == one.RefreshToken {
		t.Errorf("refresh gave user %s and the same refresh token: %t", fresh.User.ID, fresh.RefreshToken == one.RefreshToken)
	}
	must[supabase.User](t)(c.User(ctx, fresh.AccessToken))

	if err := c.Logout(ctx, fresh.AccessToken); err != nil {
		t.Fatal(err)
	}
	_, err := c.User(ctx, one.AccessToken) // of the same session
	ended := supabase.Error{Method: "GET", Path: "/auth/v1/user", Status: 403, Code: "session_not_found",
		Message: "Session from session_id claim in JWT does not exist"}
	refused(t, err, ended)
	_, err = c.Refresh(ctx, fresh.RefreshToken)
	refused(t, err, supabase.Error{Method: "POST", Path: "/auth/v1/token", Status: 400, Code: "refresh_token_not_found",
		Message: "Invalid Refresh Token: Refresh Token Not Found"})
	must[supabase.User](t)(c.User(ctx, two.AccessToken)) // another session lives on

	err = c.Logout(ctx, one.AccessToken)
	ended.Method, ended.Path = "POST", "/auth/v1/logout"
	refused(t, err, ended)
}

// refreshTokensRotate: the last but one still works, for clients that lost the
// answer; an older one ends the session's refreshing.
func refreshTokensRotate(t *testing.T, s target) {
	ctx, c := t.Context(), s.client()
	u := confirmed(t, s, "rotation")
	first := must[supabase.Session](t)(c.Login(ctx, u.Email, password))
	second := must[supabase.Session](t)(c.Refresh(ctx, first.RefreshToken))
	if again := must[supabase.Session](t)(c.Refresh(ctx, first.RefreshToken)); again.RefreshToken != second.RefreshToken {
		t.Error("the same refresh token again gives another one")
	}
	third := must[supabase.Session](t)(c.Refresh(ctx, second.RefreshToken))
	used := supabase.Error{Method: "POST", Path: "/auth/v1/token", Status: 400, Code: "refresh_token_already_used",
		Message: "Invalid Refresh Token: Already Used"}
	_, err := c.Refresh(ctx, first.RefreshToken)
	refused(t, err, used)
	_, err = c.Refresh(ctx, third.RefreshToken)
	refused(t, err, used)
	must[supabase.User](t)(c.User(ctx, third.AccessToken)) // access tokens are not taken back
}

func profile(t *testing.T, s target) {
	ctx, c := t.Context(), s.client()
	u := confirmed(t, s, "profile")
	token := must[supabase.Session](t)(c.Login(ctx, u.Email, password)).AccessToken
	before := must[supabase.User](t)(c.User(ctx, token)).UserMetadata

	changed := must[supabase.User](t)(c.UpdateUser(ctx, token, map[string]any{"owner": "x", "list": []any{"a", 1.0}})).UserMetadata
	want := map[string]any{"owner": "x", "list": []any{"a", 1.0}}
	for k, v := range before {
		want[k] = v
	}
	if diff := cmp.Diff(want, changed); diff != "" {
		t.Errorf("changed metadata (-want +got):\n%s", diff)
	}
	back := must[supabase.User](t)(c.UpdateUser(ctx, token, map[string]any{"owner": nil, "list": nil}))
	if diff := cmp.Diff(before, back.UserMetadata); diff != "" {
		t.Errorf("metadata put back (-want +got):\n%s", diff)
	}
}

func administration(t *testing.T, s target) {
	ctx, c := context.Background(), s.admin()
	email := address("admin_x") // "_" and "%" are wildcards of the real server's filter
	u := must[supabase.User](t)(c.AdminCreateUser(ctx, email, password, false))
	if u.Confirmed() || u.Email != email || u.Role != "authenticated" {
		t.Errorf("created %+v", u)
	}
	_, err := c.AdminCreateUser(ctx, email, password, true)
	refused(t, err, supabase.Error{Method: "POST", Path: "/auth/v1/admin/users", Status: 422, Code: "email_exists",
		Message: "A user with this email address has already been registered"})
	confirmed := must[supabase.User](t)(c.AdminUpdateUser(ctx, u.ID, supabase.AdminChange{EmailConfirm: true}))
	if !confirmed.Confirmed() {
		t.Errorf("not confirmed: %+v", confirmed)
	}
	if got := must[supabase.User](t)(c.AdminUser(ctx, u.ID)); got.ID != u.ID || got.Email != email {
		t.Errorf("got %+v", got)
	}

	must[supabase.User](t)(c.AdminCreateUser(ctx, "z"+email, password, true)) // contains the address
	found := must[*supabase.User](t)(c.AdminFindUser(ctx, "ADMIN_X"+email[len("admin_x"):]))
	if found == nil || found.ID != u.ID {
		t.Fatalf("found %+v, want %s", found, u.ID)
	}
	if none := must[*supabase.User](t)(c.AdminFindUser(ctx, address("nobody"))); none != nil {
		t.Errorf("found %+v, want nobody", none)
	}

	token := must[supabase.Session](t)(s.client().Login(ctx, email, password)).AccessToken
	if err := c.AdminDeleteUser(ctx, u.ID); err != nil {
		t.Fatal(err)
	}
	path := "/auth/v1/admin/users/" + u.ID
	refused(t, c.AdminDeleteUser(ctx, u.ID), supabase.Error{Method: "DELETE", Path: path, Status: 404, Code: "user_not_found", Message: "User not found"})
	_, err = s.client().User(ctx, token)
	refused(t, err, supabase.Error{Method: "GET", Path: "/auth/v1/user", Status: 403, Code: "user_not_found",
		Message: "User from sub claim in JWT does not exist"})
}

// adminSessions: the service key opens a session of a user who is there, and makes none.
func adminSessions(t *testing.T, s target) {
	ctx, c := t.Context(), s.client()
	u := confirmed(t, s, "magic")
	session := must[supabase.Session](t)(s.admin().AdminOpenSession(ctx, u.Email))
	if who := must[supabase.User](t)(c.User(ctx, session.AccessToken)); who.ID != u.ID {
		t.Errorf("a session of %s, want %s", who.ID, u.ID)
	}
	must[supabase.Session](t)(c.Refresh(ctx, session.RefreshToken))
	if err := c.Logout(ctx, session.AccessToken); err != nil {
		t.Error(err)
	}

	missing := address("magic")
	_, err := s.admin().AdminOpenSession(ctx, missing)
	refused(t, err, supabase.Error{Method: "GET", Path: "/auth/v1/admin/users", Status: 404, Code: "user_not_found", Message: "no user has this address"})
	if there := must[*supabase.User](t)(s.admin().AdminFindUser(ctx, missing)); there != nil {
		t.Errorf("made %+v", there)
	}
	waiting := must[supabase.User](t)(s.admin().AdminCreateUser(ctx, address("magic"), password, false))
	_, err = s.admin().AdminOpenSession(ctx, waiting.Email)
	refused(t, err, supabase.Error{Method: "GET", Path: "/auth/v1/admin/users", Status: 400, Code: "email_not_confirmed", Message: "Email not confirmed"})
	_, err = c.AdminOpenSession(ctx, u.Email)
	refused(t, err, supabase.Error{Method: "GET", Path: "/auth/v1/admin/users", Status: 403, Code: "not_admin", Message: "User not allowed"})
}

func refusals(t *testing.T, s target) {
	ctx, c := t.Context(), s.client()
	u := confirmed(t, s, "refusal")
	token := must[supabase.Session](t)(c.Login(ctx, u.Email, password)).AccessToken
	noKey, badKey := &supabase.Client{URL: s.url}, &supabase.Client{URL: s.url, Key: "garbage"}
	signUp := func(c *supabase.Client, email, password string) error {
		_, err := c.SignUp(ctx, email, password)
		return err
	}
	login := func(email, password string) error {
		_, err := c.Login(ctx, email, password)
		return err
	}
	user := func(token string) error {
		_, err := c.User(ctx, token)
		return err
	}
	list := func(c *supabase.Client) error {
		_, err := c.AdminListUsers(ctx, "", 1)
		return err
	}
	long := fmt.Sprintf("%073d", 0)
	for name, test := range map[string]struct {
		err  error
		want supabase.Error
	}{
		"weak password":  {signUp(c, address("w"), "abc"), supabase.Error{Method: "POST", Path: "/auth/v1/signup", Status: 422, Code: "weak_password", Message: "Password should be at least 6 characters."}},
		"long password":  {signUp(c, address("w"), long), supabase.Error{Method: "POST", Path: "/auth/v1/signup", Status: 400, Code: "validation_failed", Message: "Password cannot be longer than 72 characters"}},
		"no password":    {signUp(c, address("w"), ""), supabase.Error{Method: "POST", Path: "/auth/v1/signup", Status: 400, Code: "validation_failed", Message: "Signup requires a valid password"}},
		"bad address":    {signUp(c, "not-an-email", password), supabase.Error{Method: "POST", Path: "/auth/v1/signup", Status: 400, Code: "validation_failed", Message: "Unable to validate email address: invalid format"}},
		"no key":         {signUp(noKey, address("w"), password), supabase.Error{Method: "POST", Path: "/auth/v1/signup", Status: 401, Message: "No API key found in request", Hint: "No `apikey` request header or url param was found."}},
		"bad key":        {signUp(badKey, address("w"), password), supabase.Error{Method: "POST", Path: "/auth/v1/signup", Status: 401, Message: "Invalid API key", Hint: "Double check your Supabase `anon` or `service_role` API key."}},
		"wrong password": {login(u.Email, "wrong-password"), supabase.Error{Method: "POST", Path: "/auth/v1/token", Status: 400, Code: "invalid_credentials", Message: "Invalid login credentials"}},
		"unknown user":   {login(address("w"), password), supabase.Error{Method: "POST", Path: "/auth/v1/token", Status: 400, Code: "invalid_credentials", Message: "Invalid login credentials"}},
		"no token":       {user(""), supabase.Error{Method: "GET", Path: "/auth/v1/user", Status: 401, Code: "no_authorization", Message: "This endpoint requires a valid Bearer token"}},
		"garbage token":  {user("garbage"), supabase.Error{Method: "GET", Path: "/auth/v1/user", Status: 403, Code: "bad_jwt", Message: "invalid JWT: unable to parse or verify signature, token is malformed: token contains an invalid number of segments"}},
		"tampered token": {user(tampered(token)), supabase.Error{Method: "GET", Path: "/auth/v1/user", Status: 403, Code: "bad_jwt", Message: "invalid JWT: unable to parse or verify signature, token signature is invalid: " + signatureError(token)}},
		"key as token":   {user(s.anonKey), supabase.Error{Method: "GET", Path: "/auth/v1/user", Status: 403, Code: "bad_jwt", Message: "invalid claim: missing sub claim"}},
		"not admin":      {list(c), supabase.Error{Method: "GET", Path: "/auth/v1/admin/users", Status: 403, Code: "not_admin", Message: "User not allowed"}},
	} {
		t.Run(name, func(t *testing.T) { refused(t, test.err, test.want) })
	}
}
