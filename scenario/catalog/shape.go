package catalog

// Shape is what a usable answer of an operation looks like, as real servers answer it
// (recorded from langgraph-api 0.16.7 and langgraphjs). What looks otherwise is no
// answer of the operation: a web page, an empty object, another kind of thing.
type Shape struct {
	Type  ShapeType
	Field string // that an object has, or each object of a list; "" for none
	Is    string // the name of the thing whose ID stands in Field; "" where any may
	In    string // the field of the answer that holds the list; "" where it is one
	Null  bool   // null is an answer, too: nothing is there
}

// ShapeType is a kind of answer.
type ShapeType string

// The kinds of answers.
const (
	AnyJSON  ShapeType = "json"
	AnObject ShapeType = "object"
	AList    ShapeType = "list"
	ANumber  ShapeType = "number"
	Events   ShapeType = "events" // an event stream, or an accepted WebSocket
	Done     ShapeType = "done"   // nothing, or a few words: the effect tells
)

var (
	threadItself    = func(name string) Shape { return Shape{Type: AnObject, Field: "thread_id", Is: name} }
	assistantItself = func(name string) Shape { return Shape{Type: AnObject, Field: "assistant_id", Is: name} }
	cronItself      = func(name string) Shape { return Shape{Type: AnObject, Field: "cron_id", Is: name} }
	runItself       = func(name string) Shape { return Shape{Type: AnObject, Field: "run_id", Is: name} }

	listOf   = func(field string) Shape { return Shape{Type: AList, Field: field} }
	objectOf = func(field string) Shape { return Shape{Type: AnObject, Field: field} }

	aCount     = Shape{Type: ANumber}
	anyJSON    = Shape{Type: AnyJSON}
	stream     = Shape{Type: Events}
	done       = Shape{Type: Done}
	storeItem  = Shape{Type: AnObject, Field: "key", Null: true}
	storeItems = Shape{Type: AList, Field: "key", In: "items"}
	namespaces = Shape{Type: AList, In: "namespaces"}
	rpcAnswer  = Shape{Type: AnObject, Field: "jsonrpc"}
)
