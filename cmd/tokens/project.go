// Package tokens gets the users' access tokens: by logging in with Supabase, as they
// were given, from commands that print them, or from the token endpoint of an OAuth2
// provider. It renews them where that can be done.
package tokens

import (
	"context"
	"time"

	"authcheck/cmd/settings"
	"authcheck/scenario"
	"authcheck/supabase"
)

// Project is a Supabase project, with the test users there.
type Project struct {
	Client   *supabase.Client
	KeyID    settings.ID       // the setting that the client's key comes from
	Inbox    string            // where the mail of all test users goes
	Users    []string          // their addresses
	Places   map[string]string // of the addresses that a policy names, in its file
	accounts int               // how many test users are to be there
	Password string            // of all of them; "" for an administrator, who needs none
	// AsService is the project with the service key, which opens sessions where no
	// password does; nil, or a nil client, without that key.
	AsService func() (*supabase.Client, error)
	Values    *settings.Values // where all that was set, for hints; nil where nobody set it
	// signUpsOff, where given, tells whether nobody can sign up.
	signUpsOff func(context.Context) bool
	// Waiting, where given, is told how long the rate limit of logins is waited for.
	Waiting func(time.Duration)
}

// NewProject resolves the settings of a project, whose key is the anon key or the
// service key.
func NewProject(ctx context.Context, v *settings.Values, keyID settings.ID, users int) (*Project, error) {
	return projectOf(ctx, v, keyID, users, settings.Password)
}

// ForLogin is the project as its users log in: with the anon key, and with the password
// unless the service key is there to do without.
func ForLogin(ctx context.Context, v *settings.Values, users int) (*Project, error) {
	switch key, err := v.Text(settings.ServiceKey); {
	case v.Source(settings.Password) != "":
		return NewProject(ctx, v, settings.AnonKey, users)
	case err != nil:
		return nil, err
	case key == "":
		return NewProject(ctx, v, settings.AnonKey, users)
	}
	return projectOf(ctx, v, settings.AnonKey, users)
}

// ToConfirm is the project with the service key, to make users ready. They need no password
// that anybody knows where that key logs them in later, which one that is typed now does not.
func ToConfirm(ctx context.Context, v *settings.Values, users int) (*Project, error) {
	typed := v.Source(settings.ServiceKey) == "" && v.Process.Prompter != nil
	if typed || v.Source(settings.Password) != "" {
		return NewProject(ctx, v, settings.ServiceKey, users)
	}
	return Administrator(ctx, v, users)
}

// Administrator is the project with the service key; no password is needed.
func Administrator(ctx context.Context, v *settings.Values, users int) (*Project, error) {
	return projectOf(ctx, v, settings.ServiceKey, users)
}

// projectOf needs the password only where it is among more.
func projectOf(ctx context.Context, v *settings.Values, keyID settings.ID, users int, more ...settings.ID) (*Project, error) {
	given, err := v.Need(ctx, append([]settings.ID{settings.SupabaseURL, keyID, settings.Email}, more...)...)
	if err != nil {
		return nil, err
	}
	client, err := clientOf(v, given[0], given[1], keyID)
	if err != nil {
		return nil, err
	}
	p := &Project{Values: v, Client: client, KeyID: keyID, Inbox: given[2], Users: settings.UserAddresses(given[2], users), accounts: users, signUpsOff: askSignUps(client),
		AsService: func() (*supabase.Client, error) { return serviceOf(v, given[0]) }}
	if len(more) > 0 {
		p.Password = given[3]
	}
	return p, nil
}

// Service is the same project, with the service key.
func (p *Project) Service(ctx context.Context, v *settings.Values) (*Project, error) {
	given, err := v.Need(ctx, settings.ServiceKey)
	if err != nil {
		return nil, err
	}
	if err := settings.CheckSameProject(p.Client.URL, given[0], settings.ServiceKey); err != nil {
		return nil, err
	}
	with := *p
	with.KeyID, with.Client = settings.ServiceKey, &supabase.Client{URL: p.Client.URL, Key: given[0], HTTP: p.Client.HTTP}
	return &with, nil
}

func clientOf(v *settings.Values, address, key string, id settings.ID) (*supabase.Client, error) {
	if err := settings.CheckSameProject(address, key, id); err != nil {
		return nil, err
	}
	client, err := v.HTTPClient()
	return &supabase.Client{URL: address, Key: key, HTTP: client}, err
}

// serviceOf is a project with the service key, nil where that is not set. What is wrong
// with the key matters only where it is needed.
func serviceOf(v *settings.Values, address string) (*supabase.Client, error) {
	key, err := v.Text(settings.ServiceKey)
	if err != nil || key == "" {
		return nil, err
	}
	return clientOf(v, address, key, settings.ServiceKey)
}

// IssuerOf is the project whose token that is, where the settings have one; nil for none. A token of
// somebody else is not shown to it.
func IssuerOf(v *settings.Values, token string) (*supabase.Client, error) {
	address, err := v.Text(settings.SupabaseURL)
	if err != nil || address == "" || SubjectOf(token).Issuer != address+"/auth/v1" {
		return nil, nil // what is wrong with a setting matters only where it is needed
	}
	key, err := v.Text(settings.AnonKey)
	if err != nil || key == "" || settings.CheckSameProject(address, key, settings.AnonKey) != nil {
		return nil, nil
	}
	return clientOf(v, address, key, settings.AnonKey)
}

// service is the project with the service key, nil for none.
func (p *Project) service() (*supabase.Client, error) {
	if p.AsService == nil {
		return nil, nil
	}
	return p.AsService()
}

// User is a test user who is logged in, as a run of the scenario takes it.
func (p *Project) User(i int, s supabase.Session) scenario.User {
	return scenario.User{Name: settings.UserName(i), Email: p.Users[i], Password: p.Password, Subject: s.User.ID, Token: s.AccessToken,
		Login: func(ctx context.Context) (supabase.Session, error) { return p.Open(ctx, p.Users[i]) }}
}
