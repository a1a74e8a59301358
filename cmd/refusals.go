package cmd

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"authcheck/supabase"
)

// explain words what a call for one user ended with, and says the next step.
func (p *project) explain(ctx context.Context, who string, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	answer, ok := errors.AsType[*supabase.Error](err)
	if !ok {
		return explainUnreachable(err, supabaseURL, p.client.URL)
	}
	if e := explainUser(who, p.inbox, answer); e != nil {
		return e
	}
	return p.explainProject(answer)
}

// explainUser words what is about one user, where the next one may fare better;
// nil for everything else.
func explainUser(who, inbox string, e *supabase.Error) *exitError {
	switch e.Code {
	case supabase.CodeEmailNotConfirmed:
		return refused("open the link in the mail to "+inbox+", or run `authcheck signup --confirm` with the service key",
			"%s is not confirmed yet", who)
	case supabase.CodeInvalidCredentials:
		return refused("the password is the one of the sign-up, in AUTHCHECK_PASSWORD; `authcheck signup` creates the user",
			"%s: wrong password, or no such user", who)
	case supabase.CodeWeakPassword:
		return refused("choose another AUTHCHECK_PASSWORD", "%s: password too weak: %s", who, e.Message)
	case supabase.CodeEmailAddressInvalid:
		return refused("give an address that can get mail with --email or AUTHCHECK_EMAIL", "%s: address refused: %s", who, e.Message)
	case "email_address_not_authorized":
		return refused("without SMTP of its own a project mails its team only: use such an address, or `authcheck signup --confirm`",
			"%s: address refused: %s", who, e.Message)
	case supabase.CodeValidationFailed:
		return refused("check --email and AUTHCHECK_PASSWORD", "%s: refused: %s", who, e.Message)
	case supabase.CodeEmailRateLimit:
		return noAnswer(again(e)+", or run `authcheck signup --confirm` with the service key, which sends no mail",
			"%s: too many mails: %s", who, e.Message)
	case supabase.CodeRequestRateLimit:
		return noAnswer(again(e), "%s: too many requests: %s", who, e.Message)
	}
	if e.Status == http.StatusTooManyRequests {
		return noAnswer(again(e), "%s: rate limit: %s", who, e.Message)
	}
	return nil
}

// explainProject is about the project as a whole: no other user fares better.
func (p *project) explainProject(e *supabase.Error) *exitError {
	key := table[p.keyID]
	switch e.Code {
	case supabase.CodeSignupDisabled, supabase.CodeEmailDisabled:
		return refused("allow e-mail sign-ups under Authentication, Sign In / Providers, or run `authcheck signup --confirm` with the service key",
			"sign-ups by e-mail are disabled in this project")
	case supabase.CodeCaptchaFailed:
		return refused("turn CAPTCHA off for the test under Authentication, Attack Protection, or give tokens with --token",
			"the project asks for a CAPTCHA, which only a browser can solve")
	case supabase.CodeNotAdmin, supabase.CodeBadJWT, supabase.CodeNoAuthorization:
		return refused("copy it again: "+whereKeys, "%s was refused: %s", key.name, e.Message)
	case supabase.CodeRedirect:
		return noAnswer("set SUPABASE_URL to where the project really is", "Supabase URL %s: %s", p.client.URL, e.Message)
	case supabase.CodeUnexpected:
		return noAnswer("check --supabase-url or SUPABASE_URL", "%s does not answer like Supabase: %s", p.client.URL, e.Message)
	}
	switch {
	case e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden:
		return refused("check "+key.sources()+": "+whereKeys, "%s was refused: %s", key.name, e.Message)
	case e.Status == 540:
		return noAnswer("restore the project in the Supabase dashboard", "the project is paused")
	case e.Status >= 500:
		return noAnswer("try again later", "Supabase had a problem: %d %s", e.Status, e.Message)
	case e.Status == http.StatusNotFound:
		return noAnswer("check --supabase-url or SUPABASE_URL", "%s has no Supabase Auth: %s", p.client.URL, e.Message)
	default:
		return refused("", "Supabase refused: %s", strings.TrimSpace(e.Code+" "+e.Message))
	}
}

// again says when the next try makes sense.
func again(e *supabase.Error) string {
	if e.RetryAfter > 0 {
		return "try again in " + short(e.RetryAfter)
	}
	return "try again later (Supabase's own mailer sends about two mails an hour)"
}

// aboutUser says whether an error is only about one user.
func aboutUser(err error) bool {
	e, ok := errors.AsType[*supabase.Error](err)
	return ok && explainUser("", "", e) != nil
}
