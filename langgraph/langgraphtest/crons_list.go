package langgraphtest

// findCrons is what a search or a count of the caller sees: own crons, and of
// those on threads only the ones on threads that may be seen.
func (c *call) findCrons(body listing) ([]*cron, error) {
	for kind, id := range map[string]string{"assistant": body.AssistantID, "thread": body.ThreadID} {
		if id != "" {
			if err := checkID(id, kind); err != nil {
				return nil, err
			}
		}
	}
	only, err := c.authorize("crons", "search", object{"assistant_id": body.AssistantID, "thread_id": body.ThreadID,
		"limit": body.Limit, "offset": body.Offset, "metadata": merge(body.Metadata)})
	if err != nil {
		return nil, err
	}
	action := "search"
	if body.ThreadID != "" {
		action = "read"
	}
	onlyThreads, err := c.authorize("threads", action, object{"thread_id": body.ThreadID})
	if err != nil {
		return nil, err
	}
	var found []*cron
	for _, cr := range c.engine.crons {
		if only.matches(cr.Metadata) && contains(cr.Metadata, body.Metadata) &&
			(body.AssistantID == "" || cr.AssistantID == body.AssistantID) &&
			(body.ThreadID == "" || cr.ThreadID != nil && *cr.ThreadID == body.ThreadID) &&
			(body.Enabled == nil || cr.Enabled == *body.Enabled) &&
			(cr.ThreadID == nil || c.engine.thread(*cr.ThreadID, onlyThreads) != nil) {
			found = append(found, cr)
		}
	}
	newestFirst(found, func(cr *cron) timestamp { return cr.CreatedAt })
	return found, nil
}

func (c *call) searchCrons() error { return search(c, c.findCrons) }

func (c *call) countCrons() error { return count(c, c.findCrons) }
