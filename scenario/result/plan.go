package result

// Plan is what a run would send, without sending it.
type Plan struct {
	URL    string    `json:"url"`
	Notes  []string  `json:"notes"`
	Checks []Planned `json:"checks"`
}

// Planned is one operation, and who would try it.
type Planned struct {
	Operation  string   `json:"operation"`
	Resource   string   `json:"resource"`
	Method     string   `json:"method"`
	Path       string   `json:"path"`
	Identities []string `json:"identities"`
	Tries      string   `json:"tries"` // how the answer is judged: read, list, write, …
}
