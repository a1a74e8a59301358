package cmd

import (
	"context"
	"errors"
	"net/http"
	"time"

	"authcheck/supabase"
)

// reachTime is how long a field of the form may take to be checked.
const reachTime = 5 * time.Second

// reach checks against the project itself what is typed, each value once.
type reach struct {
	ctx   context.Context
	http  *http.Client
	url   string // the last one that was reached
	known map[string]error
}

// checkURL wants Supabase to answer, with whatever it says of a missing key.
func (r *reach) checkURL(raw string) error {
	address, err := checkSupabaseURL(raw)
	if err != nil {
		return err
	}
	if err := r.ask(address, "", supabaseURL); err != nil {
		return err
	}
	r.url = address
	return nil
}

// checkKey wants the project to take the key.
func (r *reach) checkKey(raw string) error {
	key, err := checkAnonKey(raw)
	if err != nil || r.url == "" {
		return err
	}
	if err := checkSameProject(r.url, key, anonKey); err != nil {
		return err
	}
	return r.ask(r.url, key, anonKey)
}

func (r *reach) ask(address, key string, id settingID) error {
	known, ok := r.known[address+"\n"+key]
	if ok {
		return known
	}
	ctx, cancel := context.WithTimeout(r.ctx, reachTime)
	defer cancel()
	p := &project{client: &supabase.Client{URL: address, Key: key, HTTP: r.http}, keyID: anonKey}
	_, err := p.client.Settings(ctx)
	e, answered := errors.AsType[*supabase.Error](err)
	switch {
	case answered && id == supabaseURL && (e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden):
		err = nil // it wants a key
	case answered:
		err = p.explainProject(e)
	case err != nil:
		err = explainUnreachable(err, supabaseURL, address)
	}
	r.known[address+"\n"+key] = err
	return err
}
