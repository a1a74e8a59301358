package cmd

import (
	"fmt"
	"strings"

	"authcheck/supabase"
)

const whereKeys = "both keys are in the Supabase dashboard under Project Settings, API Keys"

// checkAnonKey refuses a service key before it is sent anywhere.
func checkAnonKey(raw string) (string, error) {
	key, err := checkKey(raw)
	if err != nil {
		return "", err
	}
	switch kind := supabase.KindOf(key); {
	case kind.Secret():
		return "", &flaw{fmt.Sprintf("this is a secret key (%s), and the anon key belongs here", kind),
			"use the anon or sb_publishable_… key; if the secret one was shared, revoke it"}
	case kind == supabase.KeyUserToken:
		return "", &flaw{"this is a user's access token, and the anon key belongs here", whereKeys}
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
		return "", &flaw{fmt.Sprintf("this is the public key (%s), and the service key belongs here", kind), whereKeys}
	case supabase.KeyUserToken, supabase.KeyManagement:
		return "", &flaw{fmt.Sprintf("this is a %s, and the service key belongs here", kind), whereKeys}
	}
	return key, nil
}

func checkKey(raw string) (string, error) {
	key := strings.TrimSpace(raw)
	switch {
	case key == "":
		return "", &flaw{"is empty", whereKeys}
	case !isPrintable(key):
		return "", &flaw{"the key holds spaces, line breaks or other characters that no key has", "copy it again, on one line"}
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
