package result

// Soak is what many users at once came to.
type Soak struct {
	Users      int             `json:"users"` // who took part
	LengthMS   int64           `json:"length_ms"`
	DurationMS int64           `json:"duration_ms"`
	AtOnce     int             `json:"at_once"`  // requests under way, at most
	Requests   int64           `json:"requests"` // while the users asked at once
	PerSecond  float64         `json:"per_second"`
	Latency    Latency         `json:"latency"`
	Telling    int64           `json:"telling"`  // answers in which a mix-up would show
	MixedUp    int64           `json:"mixed_up"` // those in which one did
	AtMost     float64         `json:"at_most"`  // the part of answers that may be mixed up all the same, at 95 %; 0 where one was
	Operations []SoakOperation `json:"operations"`
	First      *MixUp          `json:"first,omitempty"`
	Notes      []string        `json:"notes,omitempty"` // what was left out, and what the server showed of its limits
}

// Latency is what the parts of all answers took at most.
type Latency struct {
	P50 float64 `json:"p50_ms"`
	P95 float64 `json:"p95_ms"`
	P99 float64 `json:"p99_ms"`
}

// SoakOperation is what came of one kind of request.
type SoakOperation struct {
	Operation string  `json:"operation"`
	Requests  int64   `json:"requests"`
	Telling   int64   `json:"telling"`
	MixedUp   int64   `json:"mixed_up"`
	Refused   int64   `json:"refused"`
	Failed    int64   `json:"failed"`
	Latency   Latency `json:"latency"`
}

// MixUp is an answer that belongs to another user than the one who asked.
type MixUp struct {
	User    string       `json:"user"`  // who asked
	Whose   string       `json:"whose"` // it is
	Summary string       `json:"summary"`
	Shown   string       `json:"shown"` // where in the answer
	Got     SoakRequest  `json:"got"`
	Beside  *SoakRequest `json:"beside,omitempty"` // what the other user asked meanwhile
	Made    *SoakRequest `json:"made,omitempty"`   // how the thing was made that is shown
}

// SoakRequest is a request with its time since the begin.
type SoakRequest struct {
	User   string  `json:"user"`
	Method string  `json:"method"`
	Path   string  `json:"path"`
	Body   string  `json:"body,omitempty"`
	Status int     `json:"status"` // 0 while it was under way
	AtMS   float64 `json:"at_ms"`
	TookMS float64 `json:"took_ms"`
}
