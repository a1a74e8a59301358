package catalog

import "regexp"

var (
	identityKey = regexp.MustCompile(`(?i)^(langgraph_auth_|current_|x_)?(user|owner|account|tenant|org|organi[sz]ation|customer|member|profile)(_?(id|name|email|key))?$|^(uid|sub|subject|identity|email|actor)$`)
	threadKey   = regexp.MustCompile(`(?i)(thread|conversation|session|chat|continue|history)`)
	serverKey   = regexp.MustCompile(`^(thread_id|checkpoint_.*|run_id|graph_id|assistant_id)$`)
)

// IdentityKey tells keys of a graph's configuration that say who a user is.
func IdentityKey(name string) bool { return identityKey.MatchString(name) }

// ThreadKey tells keys of a graph's configuration that name a conversation; the server's
// own ones are none.
func ThreadKey(name string) bool { return threadKey.MatchString(name) && !serverKey.MatchString(name) }

// naming tells fields that name something, whatever it is.
var naming = regexp.MustCompile(`(^|_)(id|key)$|[a-z]I[dD]$`)

// NamesSomething tells fields of a graph's input by which it may keep users apart, or find what is
// somebody's: it may be anything that has an ID.
func NamesSomething(name string) bool {
	return !serverKey.MatchString(name) && name != "id" && (IdentityKey(name) || threadKey.MatchString(name) || naming.MatchString(name))
}

// NamingKeys are those by which runs are told whose they are.
var NamingKeys = []string{"user_id", "userId", "user", "owner_id", "identity", "langgraph_auth_user_id"}

// UserClaims are the keys with which user 2 claims to be user 1, whatever the schemas say.
var UserClaims = []string{"user_id", "langgraph_auth_user_id", "customer_id", "account_id", "client_id", "tenant_id", "org_id"}

// ThreadClaims are those with which user 2 goes on with what user 1 has begun.
var ThreadClaims = []string{"previous_thread_id", "parent_thread_id", "source_thread_id", "continue_from", "resume_from", "conversation_id",
	"session_id", "chat_id"}
