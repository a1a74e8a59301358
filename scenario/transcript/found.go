package transcript

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Found is what looks like a key or a token in an answer, with the name that it stands under.
type Found struct{ Name, Value string }

// What stands for a name where there is none.
const (
	looseToken  = "a token"
	urlPassword = "a password in a URL"
)

// ShownAs is the header in which what a route has shown is tried as a login.
const ShownAs = "Authorization: Bearer "

// IsLogin tells what may be shown as a login, and is not for something else.
func (f Found) IsLogin() bool { return f.Name != urlPassword }

// Marker is what stands for the value, by its number.
func (f Found) Marker(n int) string {
	return fmt.Sprintf("secret-%d:%s", n, odd.ReplaceAllString(f.Name, "-"))
}

var odd = regexp.MustCompile(`[^\w.]+`)

var (
	// labelled is a name with its value, as JSON, environments, URLs and logs write them.
	labelled = regexp.MustCompile(`\\?["']?([A-Za-z][\w.-]{0,60})\\?["']?\s{0,4}[=:]\s{0,4}\\?["']?(?:Bearer |Token )?([^\s"',;&<>{}()\[\]\\]{8,})`)
	// tokens are JSON web tokens, wherever they stand.
	tokens = regexp.MustCompile(`eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}`)
	// secretive are names of what is secret, in lower case and without separators.
	secretive = regexp.MustCompile(`(token|secret|apikey|accesskey|servicekey|servicerolekey|secretkey|signingkey|encryptionkey|privatekey|adminkey|internalkey|jwt|password|passwd|credential|credentials|authorization)$`)
	// harmless are names of what is said to clients on purpose.
	harmless = regexp.MustCompile(`public|publishable|anon|csrf|xsrf|captcha|page|next|prev|cursor|continu|sync|resume|nonce|idempoten|cancel|design|etag|maxtoken`)
	// published are keys that are made for browsers, by how they begin.
	published = regexp.MustCompile(`^(pk_|pk\.|sb_publishable_|AIza|phc_|https?:|/|«(anon-key|api-key|email:|shown))`)
	blanked   = regexp.MustCompile(`^[*xX.•_-]+|\*{3,}|(?i)^(redacted|undefined|disabled|required|optional|not[_-]?set|your[_-])`)
	markOf    = regexp.MustCompile(`^«[^»]*»$`)
	// secretMarks stand for what is secret, other than users' tokens, wherever it was.
	secretMarks = regexp.MustCompile(`«(?:secret-\d+:([^»]*)|service-key|jwt-secret|password:[^»]*)»`)
	inURL       = regexp.MustCompile(`://[^/\s:@"]*:([^@\s/"]{6,})@`)
)

// How long a secret is at least, and one of letters only; and how many names are looked at.
const (
	leastSecret  = 12
	leastLetters = 20
	mostLabelled = 20_000
)

// SecretsIn finds in an answer what looks like a key or a token, each value once; what is made
// for everybody's eyes is none. In a transcript, markers stand for the values.
func (r *Response) SecretsIn() (list []Found) {
	if r == nil {
		return nil
	}
	texts := []string{r.Body}
	for _, event := range r.Events {
		texts = append(texts, event.Data)
	}
	for _, text := range texts {
		for _, pair := range labelled.FindAllStringSubmatch(text, mostLabelled) {
			list = append(list, Found{pair[1], pair[2]})
		}
		for _, token := range tokens.FindAllString(text, mostPieces) {
			list = append(list, Found{looseToken, token})
		}
		for _, pair := range inURL.FindAllStringSubmatch(text, mostPieces) {
			list = append(list, Found{urlPassword, pair[1]})
		}
		for _, pair := range secretMarks.FindAllStringSubmatch(text, mostPieces) {
			list = append(list, Found{cmp.Or(pair[1], strings.Trim(pair[0], "«»")), pair[0]})
		}
	}
	list = slices.DeleteFunc(list, func(f Found) bool { return !f.isSecret() })
	var once []Found
	for _, f := range list {
		if !slices.ContainsFunc(once, func(other Found) bool { return other.Value == f.Value }) {
			once = append(once, f)
		}
	}
	return once
}

var separators = regexp.MustCompile(`[^a-z0-9]`)

func (f Found) isSecret() bool {
	name := separators.ReplaceAllString(strings.ToLower(f.Name), "")
	switch {
	case secretMarks.MatchString(f.Value):
		return true
	case markOf.MatchString(f.Value):
		return false // of somebody's token, which is told apart
	case f.Name == looseToken, f.Name == urlPassword:
		return !isAnon(f.Value) && !blanked.MatchString(f.Value)
	case !secretive.MatchString(name) || harmless.MatchString(name),
		published.MatchString(f.Value), blanked.MatchString(f.Value), isAnon(f.Value):
		return false
	}
	digits := strings.ContainsAny(f.Value, "0123456789")
	return len(f.Value) >= leastSecret && (digits || len(f.Value) >= leastLetters)
}

// isAnon tells the public key of a Supabase project.
func isAnon(token string) bool {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return false
	}
	var claims struct{ Role string }
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	return err == nil && json.Unmarshal(text, &claims) == nil && claims.Role == "anon"
}
