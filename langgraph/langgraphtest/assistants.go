package langgraphtest

import (
	"net/http"
	"slices"

	"github.com/google/uuid"
)

// assistant is a configured graph. versions holds what it was and is, the oldest
// first; the current one is whatever was set last.
type assistant struct {
	ID          string    `json:"assistant_id"`
	GraphID     string    `json:"graph_id"`
	Config      object    `json:"config"`
	Context     object    `json:"context"`
	Metadata    object    `json:"metadata"`
	Name        string    `json:"name"`
	CreatedAt   timestamp `json:"created_at"`
	UpdatedAt   timestamp `json:"updated_at"`
	Version     int       `json:"version"`
	Description *string   `json:"description"`

	versions []version
}

type version struct {
	AssistantID string    `json:"assistant_id"`
	Version     int       `json:"version"`
	GraphID     string    `json:"graph_id"`
	Config      object    `json:"config"`
	Context     object    `json:"context"`
	Metadata    object    `json:"metadata"`
	CreatedAt   timestamp `json:"created_at"`
	Name        string    `json:"name"`
	Description *string   `json:"description"`
}

var assistantRoutes = []route{
	{name: "assistants.create", method: "POST", path: "/assistants", serve: (*call).createAssistant},
	{name: "assistants.search", method: "POST", path: "/assistants/search", serve: (*call).searchAssistants},
	{name: "assistants.count", method: "POST", path: "/assistants/count", serve: (*call).countAssistants},
	{name: "assistants.get", method: "GET", path: "/assistants/{assistant_id}", serve: (*call).getAssistant},
	{name: "assistants.patch", method: "PATCH", path: "/assistants/{assistant_id}", serve: (*call).patchAssistant},
	{name: "assistants.delete", method: "DELETE", path: "/assistants/{assistant_id}", serve: (*call).deleteAssistant},
	{name: "assistants.graph", method: "GET", path: "/assistants/{assistant_id}/graph", serve: (*call).assistantGraph},
	{name: "assistants.schemas", method: "GET", path: "/assistants/{assistant_id}/schemas", serve: (*call).assistantSchemas},
	{name: "assistants.subgraphs", method: "GET", path: "/assistants/{assistant_id}/subgraphs", serve: (*call).assistantSubgraphs},
	{name: "assistants.subgraph", method: "GET", path: "/assistants/{assistant_id}/subgraphs/{namespace}", serve: (*call).assistantSubgraphs},
	{name: "assistants.versions", method: "POST", path: "/assistants/{assistant_id}/versions", serve: (*call).assistantVersions},
	{name: "assistants.latest", method: "POST", path: "/assistants/{assistant_id}/latest", serve: (*call).setLatest},
}

// system tells whether the assistant belongs to the server; its metadata says so.
func (a *assistant) system() bool { return a.Metadata["created_by"] == "system" }

func systemAssistant(graph string) *assistant {
	at := now()
	a := &assistant{ID: assistantID(graph), GraphID: graph, Config: object{}, Context: object{},
		Metadata: object{"created_by": "system"}, Name: graph, CreatedAt: at}
	a.save()
	return a
}

// save makes the present state a new version.
func (a *assistant) save() {
	a.UpdatedAt = now()
	a.Version = len(a.versions) + 1
	a.versions = append(a.versions, version{a.ID, a.Version, a.GraphID, a.Config, a.Context,
		a.Metadata, a.UpdatedAt, a.Name, a.Description})
}

func (e *engine) assistant(id string, only filter) *assistant {
	found := find(e.assistants, func(a *assistant) bool { return a.ID == id })
	if found == nil || !only.matches(found.Metadata) {
		return nil
	}
	return found
}

// assistantRequest is the body of create and patch.
type assistantRequest struct {
	ID          string  `json:"assistant_id"`
	GraphID     string  `json:"graph_id"`
	Config      object  `json:"config"`
	Context     object  `json:"context"`
	Metadata    object  `json:"metadata"`
	IfExists    string  `json:"if_exists"`
	Name        string  `json:"name"`
	Description *string `json:"description"`
}

func (b *assistantRequest) value() object {
	b.Metadata = merge(b.Metadata)
	return object{"assistant_id": b.ID, "graph_id": b.GraphID, "config": b.Config, "context": b.Context,
		"metadata": b.Metadata, "name": b.Name}
}

// level keeps context and the configurable part of config the same.
func (b *assistantRequest) level() error {
	inner := configurable(b.Config)
	switch {
	case len(inner) > 0 && len(b.Context) > 0:
		return refuse(http.StatusBadRequest, configOrContext)
	case len(inner) > 0:
		b.Context = inner
	case len(b.Context) > 0:
		b.Config = merge(b.Config, object{"configurable": b.Context})
	}
	return nil
}

func (c *call) createAssistant() error {
	var body assistantRequest
	if err := c.decode(&body); err != nil {
		return err
	}
	if body.GraphID == "" {
		return invalid(`"graph_id" is a required property`)
	}
	if body.ID == "" {
		body.ID = uuid.NewString()
	} else if err := checkID(body.ID, "assistant"); err != nil {
		return err
	}
	if !c.module.javaScript {
		if err := c.engine.checkGraph(body.GraphID); err != nil {
			return err
		}
	}
	only, err := c.authorize("assistants", "create", body.value())
	if err != nil {
		return err
	}
	if err := body.level(); err != nil {
		return err
	}
	if existing := c.engine.assistant(body.ID, nil); existing != nil {
		if !only.matches(existing.Metadata) || body.IfExists != "do_nothing" {
			return refuse(http.StatusConflict, "Assistant %s already exists", body.ID)
		}
		return c.ok(existing)
	}
	if body.Name == "" {
		body.Name = "Untitled"
	}
	a := &assistant{ID: body.ID, GraphID: body.GraphID, Config: merge(body.Config), Context: merge(body.Context),
		Metadata: body.Metadata, Name: body.Name, CreatedAt: now(), Description: body.Description}
	a.save()
	c.engine.assistants = append(c.engine.assistants, a)
	return c.ok(a)
}

func (c *call) patchAssistant() error {
	id, err := c.uuidPath("assistant_id", "assistant")
	if err != nil {
		return err
	}
	var body assistantRequest
	if err := c.decode(&body); err != nil {
		return err
	}
	if body.GraphID != "" {
		if err := c.engine.checkGraph(body.GraphID); err != nil {
			return err
		}
	}
	body.ID = id
	only, err := c.authorize("assistants", "update", body.value())
	if err != nil {
		return err
	}
	if err := body.level(); err != nil {
		return err
	}
	a := c.engine.assistant(id, only)
	if a == nil {
		return notFound("Assistant %s not found", id)
	}
	a.apply(body)
	return c.ok(a)
}

// apply changes what the body names and makes it a new version.
func (a *assistant) apply(body assistantRequest) {
	if body.GraphID != "" {
		a.GraphID = body.GraphID
	}
	if len(body.Config) > 0 {
		a.Config = body.Config
	}
	if body.Context != nil {
		a.Context = body.Context
	}
	if body.Name != "" {
		a.Name = body.Name
	}
	if body.Description != nil {
		a.Description = body.Description
	}
	a.Metadata = merge(a.Metadata, body.Metadata)
	a.save()
}

func (c *call) deleteAssistant() error {
	id, err := c.uuidPath("assistant_id", "assistant")
	if err != nil {
		return err
	}
	only, err := c.authorize("assistants", "delete", object{"assistant_id": id})
	if err != nil {
		return err
	}
	if c.engine.assistant(id, only) == nil {
		return notFound("Assistant with ID %s not found", id)
	}
	for _, r := range slices.Clone(c.engine.runs) {
		if r.AssistantID == id && r.Status == "pending" {
			c.engine.cancelRun(r, "interrupt")
		}
	}
	remove(&c.engine.assistants, func(a *assistant) bool { return a.ID == id })
	remove(&c.engine.crons, func(cr *cron) bool { return cr.AssistantID == id })
	return c.empty(http.StatusNoContent)
}
