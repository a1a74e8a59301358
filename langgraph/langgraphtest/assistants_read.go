package langgraphtest

import (
	"slices"
	"strconv"
	"strings"
)

// readAssistant is the assistant that the path names, when the caller may read it.
func (c *call) readAssistant(id string) (*assistant, error) {
	only, err := c.authorize("assistants", "read", object{"assistant_id": id})
	if err != nil {
		return nil, err
	}
	found := c.engine.assistant(id, only)
	if found == nil {
		return nil, notFound("Not Found")
	}
	return found, nil
}

func (c *call) pathAssistant() (*assistant, error) {
	id, err := c.uuidPath("assistant_id", "assistant")
	if err != nil {
		return nil, err
	}
	return c.readAssistant(id)
}

func (c *call) getAssistant() error {
	found, err := c.pathAssistant()
	if err != nil {
		return err
	}
	return c.ok(found)
}

// assistantGraph takes the graph's name for an ID, too.
func (c *call) assistantGraph() error {
	id := assistantID(c.r.PathValue("assistant_id"))
	if err := checkID(id, "assistant"); err != nil {
		return err
	}
	if _, err := c.readAssistant(id); err != nil {
		return err
	}
	return c.ok(graphDrawing())
}

func (c *call) assistantSchemas() error {
	if _, err := c.pathAssistant(); err != nil {
		return err
	}
	return c.ok(graphSchemas(c.module.remembers))
}

// assistantSubgraphs: the graph has none.
func (c *call) assistantSubgraphs() error {
	if _, err := c.pathAssistant(); err != nil {
		return err
	}
	return c.ok(object{})
}

func (c *call) findAssistants(body listing) ([]*assistant, error) {
	if body.GraphID != "" {
		if err := c.engine.checkGraph(body.GraphID); err != nil {
			return nil, err
		}
	}
	only, err := c.authorize("assistants", "search", object{"graph_id": body.GraphID, "metadata": body.Metadata,
		"limit": body.Limit, "offset": body.Offset})
	if err != nil {
		return nil, err
	}
	var found []*assistant
	for _, a := range c.engine.assistants {
		if only.matches(a.Metadata) && contains(a.Metadata, body.Metadata) &&
			(body.GraphID == "" || a.GraphID == body.GraphID) &&
			strings.Contains(strings.ToLower(a.Name), strings.ToLower(body.Name)) {
			found = append(found, a)
		}
	}
	newestFirst(found, func(a *assistant) timestamp { return a.CreatedAt })
	return found, nil
}

func (c *call) searchAssistants() error {
	return search(c, c.findAssistants)
}

func (c *call) countAssistants() error {
	return count(c, c.findAssistants)
}

// assistantVersions lists an assistant's versions, the newest first; each has
// its own metadata and is filtered by it.
func (c *call) assistantVersions() error {
	id, err := c.uuidPath("assistant_id", "assistant")
	if err != nil {
		return err
	}
	body, err := c.listing()
	if err != nil {
		return err
	}
	only, err := c.authorize("assistants", "read", object{"assistant_id": id})
	if err != nil {
		return err
	}
	var found []version
	if a := c.engine.assistant(id, nil); a != nil {
		for _, v := range slices.Backward(a.versions) {
			if only.matches(v.Metadata) && contains(v.Metadata, body.Metadata) {
				found = append(found, v)
			}
		}
	}
	cut, _ := page(found, body.Limit, body.Offset)
	if len(cut) == 0 {
		return notFound("Assistant %s not found", id)
	}
	return c.ok(cut)
}

// setLatest makes an older version the current one.
func (c *call) setLatest() error {
	id, err := c.uuidPath("assistant_id", "assistant")
	if err != nil {
		return err
	}
	var body struct {
		Version *int `json:"version"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	wanted := "None"
	if body.Version != nil {
		wanted = strconv.Itoa(*body.Version)
	}
	only, err := c.authorize("assistants", "update", object{"assistant_id": id, "version": wanted})
	if err != nil {
		return err
	}
	a := c.engine.assistant(id, only)
	if a == nil {
		return notFound("Assistant %s not found", id)
	}
	for _, v := range a.versions {
		if strconv.Itoa(v.Version) == wanted {
			a.Config, a.Metadata, a.Name, a.Description = v.Config, v.Metadata, v.Name, v.Description
			a.Version, a.UpdatedAt = v.Version, now()
			return c.ok(a)
		}
	}
	return notFound("Version %s not found for assistant %s", wanted, id)
}
