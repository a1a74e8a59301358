package settings

import (
	"fmt"
	"net/url"
	"strings"

	"authcheck/cmd/failure"
	"authcheck/supabase"
)

// WhereKeys tells where a key of Supabase is to be copied from.
const WhereKeys = "both keys are in the Supabase dashboard under Project Settings, API Keys"

// checkAnonKey refuses a service key before it is sent anywhere.
func checkAnonKey(raw string) (string, error) {
	key, err := checkKey(raw)
	if err != nil {
		return "", err
	}
	switch kind := supabase.KindOf(key); {
	case kind.Secret():
		return "", &Invalid{fmt.Sprintf("this is a secret key (%s), and the anon key belongs here", kind),
			"use the anon or sb_publishable_… key; if the secret one was shared, revoke it"}
	case kind == supabase.KeyUserToken:
		return "", &Invalid{"this is a user's access token, and the anon key belongs here", WhereKeys}
	}
	return key, nil
}

// checkServiceKey refuses keys that cannot administer users.
func checkServiceKey(raw string) (string, error) {
	key, err := checkKey(raw)
	if err != nil {
		return "", err
	}
	switch kind := supabase.KindOf(key); kind {
	case supabase.KeyAnon, supabase.KeyPublishable:
		return "", &Invalid{fmt.Sprintf("this is the public key (%s), and the service key belongs here", kind), WhereKeys}
	case supabase.KeyUserToken, supabase.KeyManagement:
		return "", &Invalid{fmt.Sprintf("this is a %s, and the service key belongs here", kind), WhereKeys}
	}
	return key, nil
}

func checkKey(raw string) (string, error) {
	key := strings.TrimSpace(raw)
	switch {
	case key == "":
		return "", &Invalid{"is empty", WhereKeys}
	case strings.ContainsAny(key, quotes):
		return "", &Invalid{"the key has quotes in it, which no key has", "write it without them"}
	case !isPrintable(key):
		return "", &Invalid{"the key holds spaces, line breaks or other characters that no key has", "copy it again, on one line"}
	}
	return key, nil
}

// isPrintable says that text is visible ASCII, as every key and token is.
func isPrintable(text string) bool {
	for _, r := range text {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	return true
}

// CheckSameProject compares what a legacy key says with the project's address.
func CheckSameProject(address, key string, keyID ID) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	name, hosted := strings.CutSuffix(u.Hostname(), ".supabase.co")
	if of := supabase.KeyProject(key); hosted && of != "" && of != name {
		return failure.Refused("copy URL and key from the same project", "the %s is for project %s, and the Supabase URL is that of %s", Table[keyID].Name, of, name)
	}
	return nil
}

// SameProject compares a key with the Supabase URL, where that is right.
func (v *Values) SameProject(key string, id ID) error {
	address, err := v.Text(SupabaseURL)
	if err != nil || address == "" {
		return nil
	}
	return CheckSameProject(address, key, id)
}
