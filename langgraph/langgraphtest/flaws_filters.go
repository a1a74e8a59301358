package langgraphtest

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
)

// filterFlaws are own lists that the caller tells whose things are meant.
var filterFlaws = []Flaw{
	{Name: "route-filter-names-owner", Summary: "an own route lists the caller's threads, and with filter=owner:<id> that user's",
		edit: ownRoutes(listBy("filter", func(text string) string { return behind(text, "owner:") }))},
	{Name: "route-cursor-names-owner", Summary: "an own route goes on with the list of whom its cursor names",
		edit: ownRoutes(listBy("cursor", func(text string) string { return placeIn(text).User }))},
}

// filterVariants are sound.
var filterVariants = []Flaw{
	{Name: "route-filter-within", Summary: "own routes filter and go on within what is the caller's", Sound: true,
		edit: ownRoutes(listBy("filter", func(string) string { return "" }), route{name: "own.pages", method: "GET", path: "/pages", asks: mayBeText("cursor"),
			serve: func(c *call) error {
				if place := placeIn(c.r.URL.Query().Get("cursor")); place.User != "" && place.User != c.user.identity {
					return refuse(http.StatusBadRequest, "Not your cursor: %s", c.r.URL.Query().Get("cursor"))
				}
				return c.latest(c.user.identity)
			}})},
}

// listBy lists the threads of whom a parameter names, else the caller's.
func listBy(parameter string, owner func(string) string) route {
	return route{name: "own.list", method: "GET", path: "/list", asks: mayBeText(parameter), serve: func(c *call) error {
		if named := owner(c.r.URL.Query().Get(parameter)); named != "" {
			return c.latest(named)
		}
		return c.latest(c.user.identity)
	}}
}

func mayBeText(name string) object {
	return object{"parameters": []object{{"name": name, "in": "query", "required": false, "schema": object{"anyOf": []object{{"type": "string"}, {"type": "null"}}}}}}
}

// pageOf is where a list goes on.
type pageOf struct {
	User   string `json:"user_id"`
	Offset int    `json:"offset"`
}

func placeIn(cursor string) (p pageOf) {
	plain, _ := base64.RawURLEncoding.DecodeString(strings.TrimRight(cursor, "="))
	_ = json.Unmarshal(plain, &p)
	return p
}
