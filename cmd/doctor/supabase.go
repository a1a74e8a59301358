package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"authcheck/cmd/settings"
	"authcheck/cmd/tokens"
	"authcheck/supabase"
)

// Links that others name as what they need.
const (
	supabaseUp = "supabase.reachable"
	anonKeyOK  = "supabase.anon-key"
	serverUp   = "langgraph.reachable"
	accepted   = "langgraph.tokens"
)

var supabaseLinks = []Link{
	{ID: supabaseUp, Name: "Supabase", Needs: []string{"settings.supabase-url"}, look: lookAtSupabase},
	{ID: anonKeyOK, Name: "anon key there", Needs: []string{supabaseUp, "settings.anon-key"}, look: lookAtAnonKey},
	{ID: "supabase.service-key", Name: "service key there", Needs: []string{supabaseUp, "settings.service-key", "settings.email"}, look: lookAtServiceKey},
	{ID: "supabase.sign-up", Name: "sign-ups", Needs: []string{anonKeyOK}, look: lookAtSignUp},
	{ID: "supabase.confirmation", Name: "e-mail confirmation", Needs: []string{anonKeyOK}, look: lookAtConfirmation},
}

// lookAtSupabase asks for the public settings: the answer tells about the
// project, and about the key.
func lookAtSupabase(ctx context.Context, d *Doctor) Diagnosis {
	d.project = d.projectSoFar()
	var err error
	d.public, err = d.project.Client.Settings(ctx)
	if e, ok := errors.AsType[*supabase.Error](err); ok && (e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden) {
		d.keyError, err = err, nil
	}
	if err != nil {
		return failed(d.project.Explain(ctx, "", err), settings.Table[settings.SupabaseURL].Name+" "+d.project.Client.URL)
	}
	return holds("%s answers", d.project.Client.URL)
}

// projectSoFar is the project with the settings that are right.
func (d *Doctor) projectSoFar() *tokens.Project {
	text := func(id settings.ID) string {
		value, err := d.values.Text(id)
		if err != nil {
			return ""
		}
		return value
	}
	p := &tokens.Project{
		Values:    d.values,
		AsService: func() (*supabase.Client, error) { return d.serviceClient(), nil },
		Client:    &supabase.Client{URL: text(settings.SupabaseURL), Key: text(settings.AnonKey), HTTP: d.httpClient()},
		KeyID:     settings.AnonKey,
		Inbox:     text(settings.Email),
		Password:  text(settings.Password),
	}
	return p
}

func lookAtAnonKey(ctx context.Context, d *Doctor) Diagnosis {
	if d.keyError != nil {
		return failed(d.project.Explain(ctx, "", d.keyError), "")
	}
	return holds("belongs to this project")
}

// withServiceKey is the same project as its administrator.
func (d *Doctor) withServiceKey() *tokens.Project {
	admin := *d.project
	admin.Client, admin.KeyID = d.serviceClient(), settings.ServiceKey
	return &admin
}

// serviceClient is the project with the service key; nil without one that is right.
func (d *Doctor) serviceClient() *supabase.Client {
	key, err := d.values.Text(settings.ServiceKey)
	if err != nil || key == "" || !d.holds["settings.service-key"] {
		return nil
	}
	return &supabase.Client{URL: d.project.Client.URL, Key: key, HTTP: d.project.Client.HTTP}
}

// lookAtServiceKey looks up a test user, which only administrators can.
func lookAtServiceKey(ctx context.Context, d *Doctor) Diagnosis {
	admin := d.withServiceKey()
	if _, err := admin.Client.AdminFindUser(ctx, settings.UserAddresses(admin.Inbox, 1)[0]); err != nil {
		return failed(admin.Explain(ctx, "", err), "")
	}
	return holds("belongs to this project")
}

func lookAtSignUp(_ context.Context, d *Doctor) Diagnosis {
	const where = "under Authentication, Sign In / Providers"
	switch {
	case !d.public.External["email"] && d.holds["supabase.service-key"]:
		return holds("the e-mail provider is off: the service key makes the test users, and logs them in")
	case !d.public.External["email"]:
		return broken("set SUPABASE_SERVICE_KEY, which makes the test users and logs them in; or enable the e-mail provider "+where,
			"the e-mail provider is off: nobody can log in with a password")
	case d.public.DisableSignup:
		return holds("off: test users are made with `authcheck signup --confirm`")
	}
	if d.public.External["anonymous_users"] {
		return holds("on, with e-mail and password; anonymously, too: whoever has the public key is a user")
	}
	return holds("on, with e-mail and password")
}

func lookAtConfirmation(_ context.Context, d *Doctor) Diagnosis {
	if d.public.MailerAutoconfirm {
		return holds("off: test users are ready at once")
	}
	return holds("on: test users open a link in a mail, or are confirmed with `authcheck signup --confirm`")
}

// userLink logs a test user in. With the service key it can tell what the login
// itself hides.
func userLink(i int) Link {
	needs := []string{anonKeyOK, "settings.email", "settings.password"}
	return Link{ID: fmt.Sprintf("user.%d", i+1), Name: settings.UserName(i), Needs: needs, look: func(ctx context.Context, d *Doctor) Diagnosis {
		who := settings.UserAddresses(d.project.Inbox, i+1)[i]
		if at, decided := d.lookUp(ctx, who); decided {
			return at
		}
		session, byService, err := d.project.OpenSome(ctx, who)
		if err != nil {
			return d.refusedLogin(ctx, who, err)
		}
		d.users = append(d.users, user{name: settings.UserName(i), email: who, session: session, token: session.AccessToken})
		if byService {
			return holds("%s is ready: logged in with the service key", who)
		}
		return holds("%s is ready: logged in", who)
	}}
}

// lookUp asks as administrator whether the user is there and confirmed.
func (d *Doctor) lookUp(ctx context.Context, who string) (Diagnosis, bool) {
	if !d.holds["supabase.service-key"] {
		return Diagnosis{}, false
	}
	admin := d.withServiceKey()
	there, err := admin.Client.AdminFindUser(ctx, who)
	switch {
	case err != nil:
		return failed(admin.Explain(ctx, who, err), who), true
	case there == nil:
		return broken("create it with `authcheck signup --confirm`", "%s is missing", who), true
	case !there.Confirmed():
		return broken("open the link in the mail to "+d.project.Inbox+", or run `authcheck signup --confirm`", "%s is unconfirmed", who), true
	}
	return Diagnosis{}, false
}

// creates is the way to make a user who is missing.
func (d *Doctor) creates() string {
	if d.public.DisableSignup {
		return "`authcheck signup --confirm` creates it with the service key"
	}
	return "`authcheck signup` creates it"
}

func (d *Doctor) refusedLogin(ctx context.Context, who string, err error) Diagnosis {
	e, _ := errors.AsType[*supabase.Error](err)
	if e != nil && e.Code == supabase.CodeInvalidCredentials {
		if d.holds["supabase.service-key"] {
			return broken("set AUTHCHECK_PASSWORD to the password of its sign-up; `authcheck cleanup --test-users` removes the user",
				"%s exists and is confirmed, but the password is wrong", who)
		}
		return broken(d.creates()+"; the password is the one of its sign-up, in AUTHCHECK_PASSWORD",
			"%s is missing, or the password is wrong", who)
	}
	if e != nil && e.Code == supabase.CodeEmailNotConfirmed {
		return broken("open the link in the mail to "+d.project.Inbox+", or run `authcheck signup --confirm` with the service key", "%s is unconfirmed", who)
	}
	at := failed(d.project.Explain(ctx, who, err), who)
	at.Found = who + ": " + at.Found
	return at
}
