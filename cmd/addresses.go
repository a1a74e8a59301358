package cmd

import (
	"fmt"
	"net/mail"
	"strings"
)

// checkEmail accepts a bare address: name@domain.
func checkEmail(raw string) (string, error) {
	address := strings.TrimSpace(raw)
	if address == "" {
		return "", &flaw{"is empty", "write an address like me@example.com"}
	}
	local, domain, ok := strings.Cut(address, "@")
	if !ok || local == "" || domain == "" {
		return "", &flaw{fmt.Sprintf("%q is no e-mail address", address), "write an address like me@example.com"}
	}
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address || strings.ContainsAny(address, " \"") {
		return "", &flaw{fmt.Sprintf("%q is no e-mail address", address), "write only the address, like me@example.com"}
	}
	return address, nil
}

// userAddresses are the addresses of n test users, all delivered to base's
// inbox: me@x becomes me+1@x, me+2@x, and me+tag@x becomes me+tag+1@x.
func userAddresses(base string, n int) []string {
	at := strings.LastIndex(base, "@")
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("%s+%d%s", base[:at], i+1, base[at:])
	}
	return list
}

// inWords lists texts as a sentence does: "a", "a and b", "a, b and c".
func inWords(list []string) string {
	last := len(list) - 1
	if last < 1 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:last], ", ") + " and " + list[last]
}
