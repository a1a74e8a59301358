package cmd

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// checkPassword keeps a password as it is: spaces may belong to it.
func checkPassword(raw string) (string, error) {
	switch {
	case strings.TrimSpace(raw) == "":
		return "", &flaw{"is empty", "set a password of at least 6 characters"}
	case strings.ContainsAny(raw, "\r\n"):
		return "", &flaw{"holds a line break", "write it without the line break at its end"}
	}
	return raw, nil
}

func checkWord(raw string) (string, error) {
	word := strings.TrimSpace(raw)
	if word == "" || strings.ContainsAny(word, " \t\r\n") {
		return "", &flaw{"is not one word", "write the name as it stands in langgraph.json"}
	}
	return word, nil
}

func checkDuration(raw string) (string, error) {
	d, err := time.ParseDuration(strings.TrimSpace(raw))
	if err != nil || d <= 0 {
		return "", &flaw{"is no length of time", "write it like 90s, 5m or 1h"}
	}
	return d.String(), nil
}

// ownHeaders are those whose absence or content is the test itself.
var ownHeaders = []string{"Authorization", "X-Auth-Scheme", "Host", "Content-Length", "Transfer-Encoding", "Connection"}

// checkHeader accepts NAME=VALUE.
func checkHeader(raw string) (string, error) {
	name, value, ok := strings.Cut(raw, "=")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	switch {
	case !ok || !isToken(name):
		return "", &flaw{"a header is not of the form NAME=VALUE", "write it like X-Gateway-Key=secret"}
	case value == "" || strings.ContainsFunc(value, isControl):
		return "", &flaw{"the value of header " + name + " is empty or holds control characters", "write it on one line"}
	case slices.Contains(ownHeaders, http.CanonicalHeaderKey(name)):
		return "", &flaw{"authcheck sets the header " + name + " itself", "users are given with --token or by login"}
	}
	return name + "=" + value, nil
}

// isToken says that a name has only the characters that RFC 9110 allows.
func isToken(name string) bool {
	const marks = "!#$%&'*+-.^_`|~"
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		return !letter && !strings.ContainsRune(marks, r)
	})
}

func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }

// headerOf makes a header of checked NAME=VALUE pairs.
func headerOf(pairs []string) http.Header {
	header := http.Header{}
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		header.Add(name, value)
	}
	return header
}
