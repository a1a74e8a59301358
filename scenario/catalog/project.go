package catalog

import (
	"encoding/json"
	"slices"
	"strings"
)

// Project is what langgraph.json says, as far as it bears on a run. The file may be that of
// another server than the one that answers: it explains what was seen, and is no proof.
type Project struct {
	File   string            `json:"file,omitempty"`   // as the user knows it; "" where there is none
	Graphs []string          `json:"graphs,omitempty"` // their names
	Keys   map[string]string `json:"keys,omitempty"`   // of ProjectKeys: what it says there, as JSON
}

// The keys of langgraph.json that decide who is let in where.
const (
	AuthPath        = "auth.path"
	StudioOff       = "auth.disable_studio_auth"
	KeysAllowed     = "auth.allow_langsmith_api_keys"
	OwnApp          = "http.app"
	OwnRoutesAuth   = "http.enable_custom_route_auth"
	MountPrefix     = "http.mount_prefix"
	CORSOrigins     = "http.cors.allow_origins"
	CORSMethods     = "http.cors.allow_methods"
	CORSHeaders     = "http.cors.allow_headers"
	CORSCredentials = "http.cors.allow_credentials"
	CORSRegex       = "http.cors.allow_origin_regex"
	LoopbackOff     = "webhooks.url.disable_loopback"
	HeadersIncluded = "http.configurable_headers.include"
	HeadersMatching = "http.configurable_headers.includes"
)

// ProjectKeys are all keys that are looked at. None of them holds a secret.
var ProjectKeys = []string{AuthPath, StudioOff, KeysAllowed, OwnApp, OwnRoutesAuth, MountPrefix, CORSOrigins, CORSMethods, CORSHeaders,
	CORSCredentials, CORSRegex, LoopbackOff, HeadersIncluded, HeadersMatching}

// Codes of findings whose cause is told by langgraph.json, or by what it cannot change.
const (
	KeysLetIn   = "langsmith-keys-open"
	UIRoute     = "ui-route-open"
	SetUpFailed = "set-up-failed"
)

// Key is a key of langgraph.json that decides about a finding.
type Key struct {
	Name  string `json:"name"`
	Keeps keeps  `json:"-"` // with which value there is no such finding; nil where it only tells where to look
}

// keeps is a kind of values.
type keeps func(value string) bool

func on(value string) bool       { return value == "true" }
func off(value string) bool      { return value == "" || value == "false" }
func anything(value string) bool { return value != "" }

// Cite says what the file has under the keys that let a finding happen; or, where it has
// all that prevents it, that the server does not go by it.
func (p Project) Cite(keys []Key) string {
	var tells, lets, prevents []string
	for _, key := range keys {
		switch value := p.Keys[key.Name]; {
		case key.Keeps == nil && value != "":
			tells = append(tells, key.Name)
		case key.Keeps == nil:
		case !key.Keeps(value):
			lets = append(lets, key.Name)
		case value != "" && value != "false":
			prevents = append(prevents, key.Name)
		}
	}
	if lets != nil || p.File == "" || prevents == nil {
		return p.Says(append(tells, lets...)...)
	}
	return p.Says(append(tells, prevents...)...) + " (is that file this server's, and was the server restarted?)"
}

// On tells whether a switch is on.
func (p Project) On(key string) bool { return on(p.Keys[key]) }

// HandedOn are the headers that graphs are given as their configuration, as patterns.
func (p Project) HandedOn() []string {
	var all []string
	for _, key := range []string{HeadersIncluded, HeadersMatching} {
		var names []string
		if json.Unmarshal([]byte(p.Keys[key]), &names) == nil {
			all = append(all, names...)
		}
	}
	return all
}

// LetsKeysIn tells whether callers without the Authorization header are LangSmith's to
// check, which on `langgraph dev` lets everybody in (langgraph-api 0.14 and newer).
func (p Project) LetsKeysIn() bool { return p.On(KeysAllowed) && !p.On(StudioOff) }

// Says words what the file has under keys; "" without a file.
func (p Project) Says(keys ...string) string {
	var has []string
	for _, key := range keys {
		if value, ok := p.Keys[key]; ok {
			has = append(has, key+": "+value)
		} else {
			has = append(has, "no "+key)
		}
	}
	if p.File == "" || has == nil {
		return ""
	}
	return p.File + " has " + And(has)
}

// And joins words as a sentence does: "a, b and c".
func And(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// Graph is the graph to take where the server does not name its own: the usual one, if it
// is there.
func (p Project) Graph(usual string) string {
	if len(p.Graphs) == 0 || slices.Contains(p.Graphs, usual) {
		return usual
	}
	return p.Graphs[0]
}
