package cmd

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"authcheck/supabase"
)

// Links that others name as what they need.
const (
	supabaseUp = "supabase.reachable"
	anonKeyOK  = "supabase.anon-key"
	serverUp   = "langgraph.reachable"
)

var supabaseLinks = []link{
	{id: supabaseUp, name: "Supabase", needs: []string{"settings.supabase-url"}, look: lookAtSupabase},
	{id: anonKeyOK, name: "anon key there", needs: []string{supabaseUp, "settings.anon-key"}, look: lookAtAnonKey},
	{id: "supabase.service-key", name: "service key there", needs: []string{supabaseUp, "settings.service-key", "settings.email"}, look: lookAtServiceKey},
	{id: "supabase.sign-up", name: "sign-ups", needs: []string{anonKeyOK}, look: lookAtSignUp},
	{id: "supabase.confirmation", name: "e-mail confirmation", needs: []string{anonKeyOK}, look: lookAtConfirmation},
}

// lookAtSupabase asks for the public settings: the answer tells about the
// project, and about the key.
func lookAtSupabase(ctx context.Context, d *doctor) diagnosis {
	d.project = d.projectSoFar()
	var err error
	d.settings, err = d.project.client.Settings(ctx)
	if e, ok := errors.AsType[*supabase.Error](err); ok && (e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden) {
		d.keyError, err = err, nil
	}
	if err != nil {
		return failed(d.project.explain(ctx, "", err), table[supabaseURL].name+" "+d.project.client.URL)
	}
	return holds("%s answers", d.project.client.URL)
}

// projectSoFar is the project with the settings that are right.
func (d *doctor) projectSoFar() *project {
	text := func(id settingID) string {
		value, err := d.values.text(id)
		if err != nil {
			return ""
		}
		return value
	}
	p := &project{
		client:   &supabase.Client{URL: text(supabaseURL), Key: text(anonKey), HTTP: d.httpClient()},
		keyID:    anonKey,
		inbox:    text(email),
		password: text(password),
	}
	return p
}

func lookAtAnonKey(ctx context.Context, d *doctor) diagnosis {
	if d.keyError != nil {
		return failed(d.project.explain(ctx, "", d.keyError), "")
	}
	return holds("belongs to this project")
}

// withServiceKey is the same project as its administrator; nil without the key.
func (d *doctor) withServiceKey() *project {
	key, err := d.values.text(serviceKey)
	if err != nil || key == "" {
		return nil
	}
	admin := *d.project
	admin.client = &supabase.Client{URL: d.project.client.URL, Key: key, HTTP: d.project.client.HTTP}
	admin.keyID = serviceKey
	return &admin
}

// lookAtServiceKey looks up a test user, which only administrators can.
func lookAtServiceKey(ctx context.Context, d *doctor) diagnosis {
	admin := d.withServiceKey()
	if _, err := admin.client.AdminFindUser(ctx, userAddresses(admin.inbox, 1)[0]); err != nil {
		return failed(admin.explain(ctx, "", err), "")
	}
	return holds("belongs to this project")
}

func lookAtSignUp(_ context.Context, d *doctor) diagnosis {
	const where = "under Authentication, Sign In / Providers"
	switch {
	case !d.settings.External["email"]:
		return broken("enable the e-mail provider "+where, "the e-mail provider is off: nobody can log in with a password")
	case d.settings.DisableSignup:
		return weak("allow them "+where+", or create the users with `authcheck signup --confirm`", "off: test users cannot sign up")
	}
	return holds("on, with e-mail and password")
}

func lookAtConfirmation(_ context.Context, d *doctor) diagnosis {
	if d.settings.MailerAutoconfirm {
		return holds("off: test users are ready at once")
	}
	return holds("on: test users open a link in a mail, or are confirmed with `authcheck signup --confirm`")
}

// userLink logs a test user in. With the service key it can tell what the login
// itself hides.
func userLink(i int) link {
	needs := []string{anonKeyOK, "settings.email", "settings.password"}
	return link{id: fmt.Sprintf("user.%d", i+1), name: userName(i), needs: needs, look: func(ctx context.Context, d *doctor) diagnosis {
		who := userAddresses(d.project.inbox, i+1)[i]
		if at, decided := d.lookUp(ctx, who); decided {
			return at
		}
		session, err := d.project.open(ctx, who)
		if err != nil {
			return d.refusedLogin(ctx, who, err)
		}
		d.people = append(d.people, person{name: userName(i), email: who, session: session, token: session.AccessToken})
		return holds("%s is ready: logged in", who)
	}}
}

// lookUp asks as administrator whether the user is there and confirmed.
func (d *doctor) lookUp(ctx context.Context, who string) (diagnosis, bool) {
	if !d.holds["supabase.service-key"] {
		return diagnosis{}, false
	}
	admin := d.withServiceKey()
	there, err := admin.client.AdminFindUser(ctx, who)
	switch {
	case err != nil:
		return failed(admin.explain(ctx, who, err), who), true
	case there == nil:
		return broken("create it with `authcheck signup --confirm`", "%s is missing", who), true
	case !there.Confirmed():
		return broken("open the link in the mail to "+d.project.inbox+", or run `authcheck signup --confirm`", "%s is unconfirmed", who), true
	}
	return diagnosis{}, false
}

func (d *doctor) refusedLogin(ctx context.Context, who string, err error) diagnosis {
	e, _ := errors.AsType[*supabase.Error](err)
	if e != nil && e.Code == supabase.CodeInvalidCredentials {
		if d.holds["supabase.service-key"] {
			return broken("set AUTHCHECK_PASSWORD to the password of its sign-up; `authcheck cleanup --test-users` removes the user",
				"%s is there and confirmed: wrong password", who)
		}
		return broken("`authcheck signup` creates it; the password is the one of its sign-up, in AUTHCHECK_PASSWORD",
			"%s is missing, or the password is wrong", who)
	}
	if e != nil && e.Code == supabase.CodeEmailNotConfirmed {
		return broken("open the link in the mail to "+d.project.inbox+", or run `authcheck signup --confirm` with the service key", "%s is unconfirmed", who)
	}
	at := failed(d.project.explain(ctx, who, err), who)
	at.Found = who + ": " + at.Found
	return at
}
