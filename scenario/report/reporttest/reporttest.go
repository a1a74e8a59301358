// Package reporttest has a text that acts wherever a text can, and tells where it did: for
// the tests of all that shows something foreign.
package reporttest

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Evil acts wherever a text can act: on terminals, on the logs of build servers, in HTML,
// Markdown, SARIF, XML and shells.
const Evil = "pwn [pwn](javascript:pwn) ![pwn](pwn) @pwn #1 http://pwn.example www.pwn.example <script>pwn()</script><img src=x onerror=pwn()> | `pwn`\r\n" +
	"::error title=a::pwn\n  ::add-mask::pwn\n##[add-mask]pwn ##vso[task.setvariable]pwn ###[group]pwn\x1b[31m\x1b]0;pwn\x07\u009b31m" +
	"\u202e\u2066\u200f\u200b\u2028::notice::pwn\u0085::warning::pwn\u00a0::debug::pwn ::::stop-commands::pwn :::pwn\ufffe\xff" +
	"</code></pre></details></script>\"'> javascript:pwn() ]]> ```\n````\n~~~\n# pwn\n- pwn\n[pwn](javascript:pwn) $(pwn) <!-- & \\ $pwn$"

// Harms are what is wrong wherever a text is shown: every output may be on a terminal, or
// in the log of a build.
func Harms(out string) (found []string) {
	if !utf8.ValidString(out) {
		found = append(found, "it is no UTF-8")
	}
	for _, c := range out {
		if c != '\n' && c != '\t' && unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) || c == '\ufffe' {
			found = append(found, fmt.Sprintf("it has %U", c))
			break
		}
	}
	for line := range strings.SplitSeq(out, "\n") {
		if strings.HasPrefix(strings.TrimLeftFunc(line, unicode.IsSpace), "::") {
			found = append(found, "a line is a command of GitHub: "+line)
		}
	}
	for _, start := range []string{"##[", "##vso["} {
		if strings.Contains(out, start) {
			found = append(found, "a command of a build server is in it: "+start)
		}
	}
	return found
}
