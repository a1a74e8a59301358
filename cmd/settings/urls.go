package settings

import (
	"cmp"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// checkServerURL cleans the address of a LangGraph server.
func checkServerURL(raw string) (string, error) {
	u, err := parseURL(raw)
	if err != nil {
		return "", err
	}
	if base := u.Query().Get("baseUrl"); base != "" {
		return "", &Invalid{"this is the address of LangGraph Studio", "write the server's: " + base}
	}
	if page := serverPage.FindStringSubmatch(strings.TrimRight(u.Path, "/")); page != nil {
		u.Path, u.RawQuery, u.Fragment = page[1], "", ""
		return "", &Invalid{"this is a page of the server, /" + page[2], "write " + u.String()}
	}
	return cleanURL(u)
}

// serverPage is an address that the log of a server names, or that people look at it with.
var serverPage = regexp.MustCompile(`^(.*)/(docs|redoc|openapi\.json|ok|info|health|threads|threads/search)$`)

// checkSupabaseURL cleans the address of a Supabase project.
func checkSupabaseURL(raw string) (string, error) {
	u, err := parseURL(raw)
	if err != nil {
		if bare, unread := url.Parse("https://" + strings.TrimSpace(raw)); unread == nil { // as browsers show it
			return "", cmp.Or(checkDashboard(bare), err)
		}
		return "", err
	}
	if f := checkDashboard(u); f != nil {
		return "", f
	}
	if base, ok := strings.CutSuffix(strings.TrimRight(u.Path, "/"), "/auth/v1"); ok {
		u.Path = base
		return "", &Invalid{"the project's URL goes without /auth/v1", "write " + u.String()}
	}
	return cleanURL(u)
}

// checkDashboard recognises the page of a project in the Supabase dashboard.
func checkDashboard(u *url.URL) error {
	if u.Hostname() != "supabase.com" && u.Hostname() != "app.supabase.com" && u.Hostname() != "www.supabase.com" {
		return nil
	}
	hint := "copy the project URL from Project Settings, API: https://<project>.supabase.co"
	if _, after, ok := strings.Cut(u.Path, "/project/"); ok {
		if project, _, _ := strings.Cut(after, "/"); project != "" && project != "_" {
			hint = fmt.Sprintf("write https://%s.supabase.co", project)
		}
	}
	return &Invalid{"this is the Supabase dashboard, not a project", hint}
}

// parseURL accepts absolute http and https addresses. Its errors never quote
// what it could not parse, since that may hold a password.
func parseURL(raw string) (*url.URL, error) {
	raw = strings.TrimSpace(raw)
	if raw == "" {
		return nil, &Invalid{"is empty", "write a URL, such as https://example.com"}
	}
	if inQuotes(raw) {
		return nil, around("the URL")
	}
	if bareHost.MatchString(raw) && IsLoopback("http://"+raw) { // which can only mean http
		raw = "http://" + raw
	}
	if isPort(raw) {
		return nil, &Invalid{"this is a port, not a URL", "write http://localhost:" + raw}
	}
	if !strings.Contains(raw, "://") {
		return nil, &Invalid{"the URL has no scheme", schemeHint(raw)}
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return nil, &Invalid{"this is not a URL", "write it like https://example.com"}
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, &Invalid{fmt.Sprintf("the URL's scheme is %q", u.Scheme), "it must be http or https"}
	case u.Hostname() == "":
		return nil, &Invalid{"the URL has no host", "write it like https://example.com"}
	case !isPort(u.Port()):
		return nil, &Invalid{"the URL's port is not one from 1 to 65535", "write it like http://localhost:2024"}
	case u.User != nil:
		return nil, &Invalid{"the URL holds a user name or password", "leave it out; for a gateway in front use --header"}
	}
	return u, nil
}

// isPort accepts what a URL may have after the colon, which is nothing, too.
func isPort(text string) bool {
	port, err := strconv.ParseUint(text, 10, 16)
	return text == "" || err == nil && port > 0
}

// bareHost is an address without a scheme, as servers print their own.
var bareHost = regexp.MustCompile(`^([\w.-]+|\[[0-9a-fA-F:.]+\])(:\d+)?(/|$)`)

// schemeHint writes the address out where that is safe to show.
func schemeHint(raw string) string {
	u, err := url.Parse("https://" + raw)
	if err != nil || u.User != nil || u.Hostname() == "" || strings.ContainsAny(raw, " \t\n") {
		return "it must begin with http:// or https://"
	}
	return "write " + u.String()
}

// cleanURL drops the slash at the end; a path in front of the API may stay.
func cleanURL(u *url.URL) (string, error) {
	if u.RawQuery != "" || u.Fragment != "" {
		u.RawQuery, u.Fragment = "", ""
		return "", &Invalid{"the URL goes without ? and #", "write " + u.String()}
	}
	return strings.TrimRight(u.String(), "/"), nil
}

// CheckAddress says what is wrong with an http or https address, if anything.
func CheckAddress(raw string) error {
	_, err := parseURL(raw)
	return err
}

// Origin is that of a web page, as browsers write it.
func Origin(raw string) (string, error) {
	u, err := parseURL(raw)
	if err != nil {
		return "", err
	}
	if *u != (url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}) || strings.Trim(u.Path, "/") != "" {
		return "", &Invalid{"the origin has a path", "write it like http://localhost:3000"}
	}
	return u.Scheme + "://" + strings.ToLower(u.Host), nil
}

// IsLoopback tells the addresses of this machine: of its loopback, and that of servers which
// listen on all of them, as they print it.
func IsLoopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return strings.EqualFold(u.Hostname(), "localhost") || ip != nil && (ip.IsLoopback() || ip.IsUnspecified())
}
