package settings

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"authcheck/langgraph"
	"authcheck/supabase"
)

const quotes = "\"'`"

// inQuotes tells a value that a second pair of quotes was put around: a shell, or a .env
// file, takes one away.
func inQuotes(text string) bool {
	text = strings.TrimSpace(text)
	return len(text) > 1 && strings.Contains(quotes, text[:1]) && text[0] == text[len(text)-1]
}

// around is what is wrong with such a value.
func around(what string) error {
	return &Invalid{what + " has quotes around it", "write it without them"}
}

// checkPassword keeps a password as it is: spaces may belong to it.
func checkPassword(raw string) (string, error) {
	switch {
	case inQuotes(raw):
		return "", around("the value")
	case strings.TrimSpace(raw) == "":
		return "", &Invalid{"is empty", "set a password of at least 6 characters"}
	case strings.ContainsAny(raw, "\r\n"):
		return "", &Invalid{"holds a line break", "write it without the line break at its end"}
	}
	return raw, nil
}

func checkWord(raw string) (string, error) {
	word := strings.TrimSpace(raw)
	if inQuotes(word) {
		return "", around("the name")
	}
	if word == "" || strings.ContainsAny(word, " \t\r\n") {
		return "", &Invalid{"is not one word", "write the name as it stands in langgraph.json"}
	}
	return word, nil
}

// checkNamespace takes the labels of a namespace of the store, with {user} for the user.
func checkNamespace(raw string) (string, error) {
	if inQuotes(raw) {
		return "", around("the namespace")
	}
	labels := strings.Split(strings.TrimSpace(raw), ",")
	for i, label := range labels {
		labels[i] = strings.TrimSpace(label)
		if plain := strings.ReplaceAll(labels[i], "{user}", "u"); plain == "" || strings.ContainsAny(plain, ".{} \t\r\n") {
			return "", &Invalid{"is no namespace", "write its labels with commas between, and {user} for the user, like memories,{user}"}
		}
	}
	if slices.Contains(labels, "user") && !strings.Contains(raw, "{user}") {
		return "", &Invalid{"names no user: its label user is the same for all", "write {user}, with braces, where the server has who the user is: memories,{user}"}
	}
	return strings.Join(labels, ","), nil
}

func checkPace(raw string) (string, error) {
	n, err := strconv.Atoi(strings.TrimSpace(raw))
	if err != nil || n < 1 {
		return "", &Invalid{"is no number of requests", "write how many may be under way at once: 1, 2, 4"}
	}
	return strconv.Itoa(n), nil
}

func checkDuration(raw string) (string, error) {
	d, err := time.ParseDuration(strings.TrimSpace(raw))
	if err != nil || d <= 0 {
		return "", &Invalid{"is no length of time", "write it like 90s, 5m or 1h"}
	}
	return d.String(), nil
}

// ownHeaders are those whose absence or content is the test itself, or by which an answer can be
// read at all.
var ownHeaders = []string{"Authorization", "X-Auth-Scheme", "Host", "Content-Length", "Transfer-Encoding", "Connection", "Accept-Encoding", "Content-Type"}

// checkHeader accepts NAME=VALUE.
func checkHeader(raw string) (string, error) {
	name, value, ok := strings.Cut(raw, "=")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	switch {
	case !ok || !langgraph.IsHeaderName(name):
		return "", &Invalid{"a header is not of the form NAME=VALUE", "write it like X-Gateway-Key=secret"}
	case value == "" || strings.ContainsFunc(value, isControl):
		return "", &Invalid{"the value of header " + name + " is empty or holds control characters", "write it on one line"}
	case slices.Contains(ownHeaders, http.CanonicalHeaderKey(name)):
		return "", &Invalid{"authcheck sets the header " + name + " itself", "users are given with --token or by login"}
	}
	return name + "=" + value, nil
}

func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }

// Header is the extra headers, as they go with every request to the LangGraph server.
func (v *Values) Header() (http.Header, error) {
	pairs, err := v.List(Headers)
	header := http.Header{}
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		header.Add(name, value)
	}
	return header, err
}

// checkToken cleans an access token. Tokens need not be JWTs: those of the
// tutorial's first part are words.
func checkToken(raw string) (string, error) {
	token := strings.TrimRight(strings.TrimSpace(raw), ", ") // of a list with a token a line
	if scheme, rest, ok := strings.Cut(token, " "); ok && strings.EqualFold(scheme, "bearer") {
		token = strings.TrimSpace(rest)
	}
	switch kind := supabase.KindOf(token); {
	case token == "":
		return "", &Invalid{"the token is empty", "`authcheck login --format env` prints tokens"}
	case strings.ContainsAny(token, quotes):
		return "", &Invalid{"the token has quotes in it, which no token has", "write it without them; jq needs -r"}
	case !isPrintable(token):
		return "", &Invalid{"the token holds spaces, line breaks or other characters that no token has", "copy it again, on one line"}
	case kind.Secret() || kind == supabase.KeyAnon || kind == supabase.KeyPublishable:
		return "", &Invalid{"this is a Supabase key (" + string(kind) + "), not a user's token", "`authcheck login --format env` prints tokens"}
	}
	return token, nil
}

func checkCommand(raw string) (string, error) {
	line := strings.TrimSpace(raw)
	if line == "" {
		return "", &Invalid{"the command is empty", "write a command that prints a token, such as 'gcloud auth print-identity-token'"}
	}
	return line, nil
}
