package supabasetest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
)

// wantedCharacters are those of which a password has one each, where there are rules.
var wantedCharacters = []string{"abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"}

// Limits of passwords, in bytes.
const (
	minPassword = 6
	maxPassword = 72
)

// signUp is POST /signup.
func (s *Server) signUp(r request) (any, error) {
	var in struct {
		Email    string         `json:"email"`
		Password string         `json:"password"`
		Data     map[string]any `json:"data"`
	}
	if err := r.decode(&in); err != nil {
		return nil, err
	}
	if in.Email == "" && !s.opts.Anonymous {
		return nil, fail(http.StatusUnprocessableEntity, "anonymous_provider_disabled", "Anonymous sign-ins are disabled")
	}
	if s.opts.DisableSignup {
		return nil, fail(http.StatusUnprocessableEntity, "signup_disabled", "Signups not allowed for this instance")
	}
	if in.Email == "" {
		return s.signInAnonymously(in.Data), nil
	}
	if s.opts.EmailOff {
		return nil, fail(http.StatusBadRequest, "email_provider_disabled", "Email signups are disabled")
	}
	if in.Password == "" {
		return nil, invalid("Signup requires a valid password")
	}
	if err := s.checkPassword(in.Password); err != nil {
		return nil, err
	}
	email, err := checkEmail(in.Email)
	if err != nil {
		return nil, err
	}
	u := s.byEmail(email)
	switch {
	case u == nil && s.opts.Confirm && s.checkMail() != nil:
		return nil, s.checkMail() // and no account comes of it
	case u == nil:
		u = s.register(email, in.Password, in.Data)
	case u.confirmed() && s.opts.Confirm:
		return madeUp(email), nil
	case u.confirmed():
		return nil, fail(http.StatusUnprocessableEntity, "user_already_exists", "User already registered")
	}
	return s.welcome(u)
}

// signInAnonymously creates an account that nobody can log in to again.
func (s *Server) signInAnonymously(data map[string]any) sessionJSON {
	u := s.add("", randomToken(64))
	u.merge(data)
	open := s.open(u, "anonymous")
	return s.issue(open, u.json())
}

// register creates an account as a sign-up does.
func (s *Server) register(email, password string, data map[string]any) *user {
	u := s.add(email, password)
	u.merge(data)
	u.merge(u.emailData())
	return u
}

// welcome mails the link, or opens a session where none is needed. The
// password of an account from before stays: nobody has shown to own it.
func (s *Server) welcome(u *user) (any, error) {
	if s.opts.Confirm {
		if err := s.mailAgain(u); err != nil {
			return nil, err
		}
		return u.newJSON(), nil
	}
	u.confirmByLink(now())
	open := s.open(u, "password")
	return s.issue(open, u.newJSON()), nil
}

// mailAgain mails a link unless the last one is too recent.
func (s *Server) mailAgain(u *user) error {
	wait := time.Until(u.mailedAt.Add(s.opts.MailInterval))
	if s.opts.MailInterval > 0 && wait > 0 {
		return fail(http.StatusTooManyRequests, "over_email_send_rate_limit",
			fmt.Sprintf("For security purposes, you can only request this after %d seconds.", int(wait.Seconds())))
	}
	if err := s.checkMail(); err != nil {
		return err
	}
	s.mail(u)
	return nil
}

// checkMail tells why no mail can be sent, if so.
func (s *Server) checkMail() error {
	switch {
	case s.opts.BrokenSMTP:
		return fail(http.StatusInternalServerError, "unexpected_failure", "Error sending confirmation email")
	case s.opts.MailLimit > 0 && len(s.mails) >= s.opts.MailLimit:
		return fail(http.StatusTooManyRequests, "over_email_send_rate_limit", "email rate limit exceeded")
	}
	return nil
}

// madeUp is the answer for an address that somebody has confirmed already: it
// must not tell so to a stranger.
func madeUp(email string) userJSON {
	at := now()
	return userJSON{ID: uuid.NewString(), Audience: "authenticated", Email: email, ConfirmationSentAt: at,
		AppMetadata: appMetadata(), UserMetadata: map[string]any{}, Identities: []identityJSON{},
		CreatedAt: at, UpdatedAt: at}
}

// resend is POST /resend: another confirmation mail. It is silent about
// addresses that nobody has, and about confirmed ones.
func (s *Server) resend(r request) (any, error) {
	var in struct{ Type, Email string }
	if err := r.decode(&in); err != nil {
		return nil, err
	}
	if in.Type != "signup" {
		return nil, invalid("Missing one of these types: signup, email_change, sms, phone_change")
	}
	if in.Email == "" {
		return nil, invalid("Type provided requires an email address")
	}
	email, err := checkEmail(in.Email)
	if err != nil {
		return nil, err
	}
	if u := s.byEmail(email); u != nil && !u.confirmed() {
		if err := s.mailAgain(u); err != nil {
			return nil, err
		}
	}
	return struct{}{}, nil
}

// verify is GET /verify: somebody opened the link of a mail.
func (s *Server) verify(r request) (any, error) {
	token := r.FormValue("token")
	if token == "" {
		return nil, invalid("Verify requires a token or a token hash")
	}
	if r.FormValue("type") == "" {
		return nil, invalid("Verify requires a verification type")
	}
	u := s.find(func(u *user) bool { return u.linkToken == token })
	if u == nil || r.FormValue("type") != "signup" {
		query := url.Values{"error": {"access_denied"}, "error_code": {"otp_expired"},
			"error_description": {"Email link is invalid or has expired"}}
		return redirect(s.URL + "/link-expired#" + query.Encode()), nil
	}
	u.confirmByLink(now())
	open := s.issue(s.open(u, "otp"), u.json())
	query := url.Values{"access_token": {open.AccessToken}, "refresh_token": {open.RefreshToken},
		"token_type": {"bearer"}, "type": {"signup"}}
	return redirect(s.URL + "/#" + query.Encode()), nil
}

// captcha refuses everybody but administrators: there is nobody to check the
// solution with.
func (s *Server) captcha(e endpoint) endpoint {
	return func(r request) (any, error) {
		if !s.opts.Captcha {
			return e(r)
		}
		if c, err := s.claimsOf(r.Request); err == nil && c.Role == "service_role" {
			return e(r)
		}
		var in struct {
			Security struct {
				Token string `json:"captcha_token"`
			} `json:"gotrue_meta_security"`
		}
		if err := r.decode(&in); err != nil {
			return nil, err
		}
		reason := "invalid-input-response"
		if strings.TrimSpace(in.Security.Token) == "" {
			reason = "no captcha_token found"
		}
		return nil, fail(http.StatusBadRequest, "captcha_failed", "captcha protection: request disallowed ("+reason+")")
	}
}

func invalid(message string) *failure {
	return fail(http.StatusBadRequest, "validation_failed", message)
}

// checkPassword refuses what is too long, too short or against the rules.
func (s *Server) checkPassword(password string) error {
	if len(password) > maxPassword {
		return invalid(fmt.Sprintf("Password cannot be longer than %d characters", maxPassword))
	}
	if len(password) < minPassword {
		f := fail(http.StatusUnprocessableEntity, "weak_password",
			fmt.Sprintf("Password should be at least %d characters.", minPassword))
		f.Weak = &weak{Reasons: []string{"length"}}
		return f
	}
	for _, kind := range wantedCharacters {
		if s.opts.PasswordRules && !strings.ContainsAny(password, kind) {
			f := fail(http.StatusUnprocessableEntity, "weak_password",
				"Password should contain at least one character of each: "+strings.Join(wantedCharacters, ", ")+".")
			f.Weak = &weak{Reasons: []string{"characters"}}
			return f
		}
	}
	return nil
}

// weakness is what a login is told of a password that a sign-up would not be let have.
func (s *Server) weakness(password string) *weak {
	f, _ := errors.AsType[*failure](s.checkPassword(password))
	if f == nil || f.Weak == nil {
		return nil
	}
	return &weak{Message: f.Message, Reasons: f.Weak.Reasons}
}

var emailForm = regexp.MustCompile("^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*$")

// checkEmail returns the address as the server keeps it.
func checkEmail(email string) (string, error) {
	switch {
	case email == "":
		return "", invalid("An email address is required")
	case len(email) > 255:
		return "", invalid("An email address is too long")
	case !emailForm.MatchString(email):
		return "", invalid("Unable to validate email address: invalid format")
	}
	return strings.ToLower(email), nil
}
