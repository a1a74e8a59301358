package settings

import (
	"fmt"
	"net/mail"
	"strings"
)

// checkEmail accepts a bare address: name@domain.
func checkEmail(raw string) (string, error) {
	address := strings.TrimSpace(raw)
	if address == "" {
		return "", &Invalid{"is empty", "write an address like me@example.com"}
	}
	if inQuotes(address) {
		return "", around("the address")
	}
	local, domain, ok := strings.Cut(address, "@")
	if !ok { // it may be a key or a password: it is not shown
		return "", &Invalid{"this is no e-mail address: it has no @", "write an address like me@example.com"}
	}
	if local == "" || domain == "" {
		return "", &Invalid{fmt.Sprintf("%q is no e-mail address", address), "write an address like me@example.com"}
	}
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address || strings.ContainsAny(address, " \"") {
		return "", &Invalid{fmt.Sprintf("%q is no e-mail address", address), "write only the address, like me@example.com"}
	}
	return address, nil
}
