package tokens

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"authcheck/cmd/failure"
	"authcheck/cmd/settings"
	"authcheck/cmd/wording"
	"authcheck/supabase"
)

// Explain words what a call for one user ended with, and says the next step.
func (p *Project) Explain(ctx context.Context, who string, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if e, ok := errors.AsType[*failure.Error](err); ok { // a setting is wrong
		return e
	}
	if _, ok := errors.AsType[*serviceError](err); ok {
		service := *p
		service.KeyID, p = settings.ServiceKey, &service
	}
	answer, ok := errors.AsType[*supabase.Error](err)
	if !ok {
		return p.Values.ExplainUnreachable(err, settings.SupabaseURL, p.Client.URL)
	}
	if e := explainUser(who, p.Inbox, p.Values.From(settings.Password), answer); e != nil {
		if answer.Code == supabase.CodeInvalidCredentials {
			e.Hint += ". " + p.creates(ctx)
		}
		return e
	}
	return p.ExplainProject(answer)
}

// creates is the way to make a user who may be missing. Sign-up is none where it is off.
func (p *Project) creates(ctx context.Context) string {
	command := "authcheck signup"
	if p.accounts > 2 {
		command += fmt.Sprintf(" --users %d", p.accounts)
	}
	if p.signUpsOff != nil && p.signUpsOff(ctx) {
		return "`" + command + " --confirm` creates the user with the service key"
	}
	return "`" + command + "` creates the user"
}

// askSignUps asks a project, once, whether sign-ups are off there.
func askSignUps(client *supabase.Client) func(context.Context) bool {
	var once sync.Once
	var off bool
	return func(ctx context.Context) bool {
		once.Do(func() {
			public, err := client.Settings(ctx)
			off = err == nil && public.DisableSignup
		})
		return off
	}
}

// explainUser words what is about one user, where the next one may fare better;
// nil for everything else.
func explainUser(who, inbox, password string, e *supabase.Error) *failure.Error {
	switch e.Code {
	case supabase.CodeEmailNotConfirmed:
		return failure.Refused("open the link in the mail to "+inbox+", or run `authcheck signup --confirm` with the service key",
			"%s is not confirmed yet", who)
	case supabase.CodeInvalidCredentials:
		return failure.Refused("the password must be the one of the sign-up; it comes from "+password,
			"%s: wrong password, or no such user", who)
	case supabase.CodeUserNotFound:
		return failure.Refused("`authcheck signup --confirm` creates it with the service key", "%s: no such user", who)
	case supabase.CodeUserBanned:
		return failure.Refused("lift the ban in the Supabase dashboard under Authentication, Users", "%s: the user is banned", who)
	case supabase.CodeWeakPassword:
		return failure.Refused("choose another password; this one comes from "+password, "%s: password too weak: %s", who, e.Message)
	case supabase.CodeEmailAddressInvalid:
		return failure.Refused("give an address that can get mail with --email or AUTHCHECK_EMAIL", "%s: address refused: %s", who, e.Message)
	case "email_address_not_authorized":
		return failure.Refused("without SMTP of its own a project mails its team only: use such an address, or `authcheck signup --confirm`",
			"%s: address refused: %s", who, e.Message)
	case supabase.CodeValidationFailed:
		return failure.Refused("check --email, and the password, which comes from "+password, "%s: refused: %s", who, e.Message)
	case supabase.CodeEmailRateLimit:
		return failure.NoAnswer(again(e, "Supabase's own mailer sends about two mails an hour")+", or run `authcheck signup --confirm` with the service key, which sends no mail",
			"%s: too many mails: %s", who, e.Message)
	case supabase.CodeRequestRateLimit:
		return failure.NoAnswer(again(e, manyLogins), "%s: too many requests: %s", who, e.Message)
	}
	if e.Status == http.StatusTooManyRequests {
		return failure.NoAnswer(again(e, manyLogins), "%s: rate limit: %s", who, e.Message)
	}
	return nil
}

// ExplainProject is about the project as a whole: no other user fares better.
func (p *Project) ExplainProject(e *supabase.Error) *failure.Error {
	name, key, address := settings.Table[p.KeyID].Name, p.Values.From(p.KeyID), p.Values.From(settings.SupabaseURL)
	switch e.Code {
	case supabase.CodeSignupDisabled:
		return failure.Refused("run `authcheck signup --confirm` with the service key, or allow sign-ups under Authentication, Sign In / Providers",
			"sign-ups are disabled in this project")
	case supabase.CodeEmailDisabled:
		return failure.Refused(p.withoutPassword()+"; or enable the provider under Authentication, Sign In / Providers",
			"the e-mail provider is off in this project: nobody can sign up or log in with a password")
	case supabase.CodeCaptchaFailed:
		return failure.Refused(p.withoutPassword()+"; or turn it off under Authentication, Attack Protection; or give tokens with --token",
			"the project asks for a CAPTCHA, which only a browser can solve")
	case supabase.CodeNotAdmin, supabase.CodeBadJWT, supabase.CodeNoAuthorization:
		return failure.Refused("copy it again ("+key+"): "+settings.WhereKeys, "%s was refused: %s", name, e.Message)
	case supabase.CodeRedirect:
		return failure.NoAnswer("give the address that the project really has; this one comes from "+address, "Supabase URL %s: %s", p.Client.URL, e.Message)
	case supabase.CodeUnexpected:
		return failure.NoAnswer("check "+address, "%s does not answer like Supabase: %s", p.Client.URL, e.Message)
	}
	switch {
	case e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden:
		return failure.Refused("check "+key+": "+settings.WhereKeys, "%s was refused: %s", name, e.Message)
	case e.Status == 540:
		return failure.NoAnswer("restore the project in the Supabase dashboard", "the project is paused")
	case e.Status >= 500 && strings.HasPrefix(e.Message, "Error sending "):
		return failure.NoAnswer("check the SMTP settings under Authentication, Emails, or run `authcheck signup --confirm` with the service key, which sends no mail",
			"the project cannot send its mails: %s", e.Message)
	case e.Status >= 500:
		return failure.NoAnswer("try again later", "Supabase had a problem: %d %s", e.Status, e.Message)
	case e.Status == http.StatusNotFound:
		return failure.NoAnswer("check "+address, "%s has no Supabase Auth: %s", p.Client.URL, e.Message)
	default:
		return failure.Refused("", "Supabase refused: %s", strings.TrimSpace(e.Code+" "+e.Message))
	}
}

// withoutPassword is the way around a project that takes no password from here.
func (p *Project) withoutPassword() string {
	if service, err := p.service(); err == nil && service != nil {
		return "run `authcheck signup --confirm`: the service key makes the test users, and logs them in"
	}
	return "set SUPABASE_SERVICE_KEY, which makes the test users (`authcheck signup --confirm`) and logs them in"
}

// OtherPassword is what to do about a user whose password is another one: nobody may know it.
func (p *Project) OtherPassword() string {
	next := "give the password of its sign-up (this one comes from " + p.Values.From(settings.Password) + ")"
	if service, err := p.service(); err == nil && service != nil {
		next += ", or none: the service key then logs the users in"
	}
	return next
}

// manyLogins is the limit that a test meets first.
const manyLogins = "Supabase takes about 30 logins in five minutes from one address"

// again says when the next try makes sense, and why not now.
func again(e *supabase.Error, why string) string {
	if e.RetryAfter > 0 {
		return "try again in " + wording.Duration(e.RetryAfter)
	}
	return "try again later (" + why + ")"
}

// AboutUser says whether an error is only about one user.
func AboutUser(err error) bool {
	e, ok := errors.AsType[*supabase.Error](err)
	return ok && explainUser("", "", "", e) != nil
}
