package signup

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"authcheck/cmd/settings"
	"authcheck/cmd/tokens"
	"authcheck/supabase"
)

// reachTime is how long a field of the form may take to be checked.
const reachTime = 5 * time.Second

// shortest is how long a password must be in every project.
const shortest = 6

// reach checks against the project itself what is typed, each value until it was answered.
type reach struct {
	ctx   context.Context
	http  *http.Client
	url   string // the last one that was reached
	key   string // the last one that it took
	known map[string]error
}

// checkURL wants Supabase to answer, with whatever it says of a missing key.
func (r *reach) checkURL(raw string) error {
	address, err := settings.Table[settings.SupabaseURL].Check(raw)
	if err != nil {
		return err
	}
	if err := r.ask(address, "", settings.SupabaseURL); err != nil {
		return err
	}
	r.url = address
	return nil
}

// checkKey wants the project to take the key.
func (r *reach) checkKey(raw string) error {
	key, err := settings.Table[settings.AnonKey].Check(raw)
	if err != nil || r.url == "" {
		return err
	}
	if err := settings.CheckSameProject(r.url, key, settings.AnonKey); err != nil {
		return err
	}
	if err := r.ask(r.url, key, settings.AnonKey); err != nil {
		return err
	}
	r.key = key
	return nil
}

// checkPassword wants the project to take the password for new users.
func (r *reach) checkPassword(raw string) error {
	password, err := settings.Table[settings.Password].Check(raw)
	if err == nil && len(password) < shortest {
		err = fmt.Errorf("too short: at least %d characters", shortest)
	}
	if err != nil || r.key == "" {
		return err
	}
	known, ok := r.known[r.url+"\n\n"+password]
	if ok {
		return known
	}
	ctx, cancel := context.WithTimeout(r.ctx, reachTime)
	defer cancel()
	client := &supabase.Client{URL: r.url, Key: r.key, HTTP: r.http}
	err = client.TryPassword(ctx, password)
	if e, answered := errors.AsType[*supabase.Error](err); answered {
		known = errors.New("the project refuses it: " + e.Message)
	}
	if lasts(err) {
		r.known[r.url+"\n\n"+password] = known
	}
	return known
}

// lasts tells what the project says of a value from what may be over at the next try.
func lasts(err error) bool {
	e, answered := errors.AsType[*supabase.Error](err)
	return err == nil || answered && e.Status < 500 && e.Status != http.StatusTooManyRequests
}

func (r *reach) ask(address, key string, id settings.ID) error {
	known, ok := r.known[address+"\n"+key]
	if ok {
		return known
	}
	ctx, cancel := context.WithTimeout(r.ctx, reachTime)
	defer cancel()
	p := &tokens.Project{Client: &supabase.Client{URL: address, Key: key, HTTP: r.http}, KeyID: settings.AnonKey}
	_, err := p.Client.Settings(ctx)
	keep := lasts(err)
	e, answered := errors.AsType[*supabase.Error](err)
	switch {
	case answered && id == settings.SupabaseURL && (e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden):
		err = nil // it wants a key
	case answered:
		err = p.ExplainProject(e)
	case err != nil:
		err = p.Values.ExplainUnreachable(err, settings.SupabaseURL, address)
	}
	if keep {
		r.known[address+"\n"+key] = err
	}
	return err
}
