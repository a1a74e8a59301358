package project

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
)

// TestParse reads what bears on a run, and leaves the rest.
func TestParse(t *testing.T) {
	got, err := Parse("api/langgraph.json", []byte(`{"graphs": {"essay": "./e.py:g", "agent": {"path": "./a.py:g"}}, "env": "../.env", "python_version": "3.12",
		"auth": {"path": "./auth.py:auth", "disable_studio_auth": true}, "http": {"app": "./app.py:app", "cors": {"allow_origins": ["*"]}, "mount_prefix": "/v1/"},
		"webhooks": {"headers": {"x": "hunter2"}, "url": {"disable_loopback": false}}}`))
	if err != nil {
		t.Fatal(err)
	}
	want := Project{Folder: "api", EnvFile: ".env", Project: catalog.Project{File: "api/langgraph.json", Graphs: []string{"agent", "essay"}, Keys: map[string]string{
		"auth.path": `"./auth.py:auth"`, "auth.disable_studio_auth": "true", "http.app": `"./app.py:app"`, "http.cors.allow_origins": `["*"]`,
		"http.mount_prefix": `"/v1/"`, "webhooks.url.disable_loopback": "false"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got.Prefix() != "/v1" {
		t.Errorf("prefix %q", got.Prefix())
	}
	got, err = Parse("langgraph.json", []byte(`{"env": {"A": "b", "N": 1}, "graphs": [], "auth": "x", "http": {"mount_prefix": 7}}`))
	if diff := cmp.Diff(map[string]string{"A": "b"}, got.Env); diff != "" || err != nil || got.Prefix() != "" {
		t.Errorf("%v, prefix %q (-want +got):\n%s", err, got.Prefix(), diff)
	}
}

// TestParseBroken names the line, and quotes nothing.
func TestParseBroken(t *testing.T) {
	for text, want := range map[string]string{
		"": "line 1 is no JSON: a comma, a quote or a bracket too many or too few", "{\n \"env\": {\"K\": \"hunter2\",}\n}": "line 2 is no JSON: a comma, a quote or a bracket too many or too few",
		"[]": "it is no JSON object", "null": "it is no JSON object", `"hunter2"`: "it is no JSON object", strings.Repeat("[", 20000): "line 1 is no JSON: a comma, a quote or a bracket too many or too few",
	} {
		if _, err := Parse("langgraph.json", []byte(text)); err == nil || err.Error() != want {
			t.Errorf("%.20q: got %v, want %s", text, err, want)
		}
	}
}

// TestAuth tells files from modules as the server does, and looks for the name in the text.
func TestAuth(t *testing.T) {
	for path, want := range map[string]Module{
		"./src/auth.py:auth": {"api/src/auth.py", "auth"}, "auth.py:a": {"api/auth.py", "a"}, "my_app.auth:auth": {"", "auth"}, "/srv/auth.ts:auth": {"/srv/auth.ts", "auth"},
		"auth.mjs:auth": {"api/auth.mjs", "auth"}, "./auth.py": {}, "": {}, ":auth": {}, "auth.py:": {},
	} {
		p := Project{Folder: "api", Project: catalog.Project{Keys: map[string]string{"auth.path": `"` + path + `"`}}}
		if got, ok := p.Auth(); got != want || ok != (want != Module{}) {
			t.Errorf("%s: got %v, %v; want %v", path, got, ok, want)
		}
	}
	const source = "from langgraph_sdk import Auth\n\nmy_auth = Auth()\n"
	for name, want := range map[string]bool{"my_auth": true, "auth": false, "default": true} {
		if got := (Module{Name: name}).Has(source); got != want {
			t.Errorf("%s: got %v", name, got)
		}
	}
	if !(Module{Name: "auth"}).Has("from .base import *") {
		t.Error("a name that may come from elsewhere is not there")
	}
	for _, text := range []string{source, "export const my_auth = new Auth()", "my_auth: Auth = langgraph_sdk.Auth()"} {
		if got := AuthNames(text); len(got) != 1 || got[0] != "my_auth" {
			t.Errorf("%q: %v", text, got)
		}
	}
}
