package transcript_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"authcheck/scenario/transcript"
)

// TestAddresses: an address that a server or a token tells of a user is replaced in any case
// and however it is escaped; what merely resembles it stays.
func TestAddresses(t *testing.T) {
	s := transcript.Secrets{}
	s.AddAddresses(map[string]any{"owner": []any{"user:O'Neil+1@corp.example"}, "mail": "ü@corp.example"}, "email:user-1")
	told := func(body string) string {
		full := &transcript.Transcript{Exchanges: []transcript.Exchange{{Response: &transcript.Response{Body: body}}}}
		return full.Redacted(s).Exchanges[0].Response.Body
	}
	for _, form := range []string{"O'Neil+1@corp.example", "o'neil+1@CORP.example", "O%27Neil%2B1%40corp.example", "o%27neil%2b1%40corp%2eexample",
		"O%2527Neil%252B1%2540corp.example", `O\u0027Neil\u002b1\u0040corp.example`, `o\\u0027neil+1@corp.example`, "O&#39;Neil&#43;1@corp.example",
		"o&#x27;neil&plus;1&commat;corp.example", "o&amp;#39;neil+1&#64;corp.example", "ü@corp.example", `\u00fc@corp.example`,
		base64.StdEncoding.EncodeToString([]byte("O'Neil+1@corp.example"))} {
		if got := told("{" + form + "}"); !strings.HasPrefix(got, "{«email:user-1»") {
			t.Errorf("%s is told as %s", form, got)
		}
	}
	for _, other := range []string{"{two@corp.example}", "{o'neil+1 at corp.example}", "{O'Neil+2@corp.example}"} {
		if got := told(other); got != other {
			t.Errorf("%s became %s", other, got)
		}
	}
}
