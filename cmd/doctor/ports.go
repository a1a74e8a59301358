package doctor

import (
	"bufio"
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"authcheck/cmd/settings"
	"authcheck/cmd/wording"
	"authcheck/langgraph"
)

// usualPorts are those of `langgraph dev` and those that follow it, and that of
// `langgraph up`.
var usualPorts = []int{2024, 2025, 2026, 2027, 2028, 2029, 2030, 2031, 2032, 2033, 2034, 8123}

const (
	portTime   = 500 * time.Millisecond // for one port
	maxPorts   = 100                    // ports to try
	maxServers = 3                      // servers to name
)

// Ports are those of this machine that are worth a look. Tests put their own in
// their place, so as not to knock at each other's servers.
var Ports = func() []int { return slices.Concat(usualPorts, listeners()) }

// otherServers looks on this machine for LangGraph servers at other ports than the
// one of the address: `langgraph dev` takes any free port when its own is
// taken. Addresses of other machines are not looked around on. The nearest
// ports come first.
func otherServers(ctx context.Context, address string) []string {
	u, err := url.Parse(address)
	if err != nil || !settings.IsLoopback(address) {
		return nil
	}
	taken, _ := strconv.Atoi(u.Port()) // none is far from all
	ports := portsAround(taken)
	is := make([]bool, len(ports))
	at := func(port int) string {
		return fmt.Sprintf("%s://%s", u.Scheme, net.JoinHostPort(u.Hostname(), strconv.Itoa(port)))
	}
	var all errgroup.Group
	all.SetLimit(16)
	for i, port := range ports {
		all.Go(func() error { is[i] = isLangGraph(ctx, at(port)); return nil })
	}
	_ = all.Wait()
	var found []string
	for i, port := range ports {
		if is[i] && len(found) < maxServers {
			found = append(found, at(port))
		}
	}
	return found
}

// Elsewhere is the next step where no LangGraph server answers at an address, and another
// one does on this machine; "" where there is none.
func Elsewhere(ctx context.Context, address string) string {
	others := otherServers(ctx, address)
	if len(others) == 0 {
		return ""
	}
	return "a LangGraph server answers at " + wording.List(others) + ": if that is yours, set " + settings.Table[settings.LangGraphURL].Sources() + " to it; else start yours, as with langgraph dev"
}

// portsAround are the ports worth a try, those next to the taken one first.
func portsAround(taken int) []int {
	ports := Ports()
	slices.SortFunc(ports, func(a, b int) int { return cmp.Or(cmp.Compare(distant(a, taken), distant(b, taken)), a-b) })
	ports = slices.DeleteFunc(slices.Compact(ports), func(port int) bool { return port == taken })
	return ports[:min(len(ports), maxPorts)]
}

func distant(a, b int) int { return max(a-b, b-a) }

// isLangGraph asks for /info, which other programs with an /ok have not.
func isLangGraph(ctx context.Context, address string) bool {
	client := &langgraph.Client{URL: address, HTTP: langgraph.NewHTTPClient(false), Timeout: portTime}
	resp, err := client.Send(ctx, langgraph.Request{Method: http.MethodGet, Path: "/info"})
	if err != nil {
		return false
	}
	var info struct {
		Version string         `json:"version"`
		Flags   map[string]any `json:"flags"`
	}
	return json.Unmarshal(resp.Body, &info) == nil && info.Version != "" && info.Flags["assistants"] != nil
}

// listeners are the ports on which programs of this user listen, as Linux tells
// in /proc/net/tcp; none elsewhere.
func listeners() []int {
	var ports []int
	for _, name := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		file, err := os.Open(name)
		if err != nil {
			continue
		}
		defer file.Close()
		for lines := bufio.NewScanner(file); lines.Scan(); {
			if port, ok := listener(lines.Text(), os.Getuid()); ok {
				ports = append(ports, port)
			}
		}
	}
	return ports
}

// listener reads one line of /proc/net/tcp: "sl local_address rem_address st …
// uid …", where the address ends with the port in hexadecimal digits, and state
// 0A means that it listens.
func listener(line string, uid int) (int, bool) {
	fields := strings.Fields(line)
	if len(fields) < 8 || fields[3] != "0A" || fields[7] != strconv.Itoa(uid) {
		return 0, false
	}
	_, digits, _ := strings.Cut(fields[1], ":")
	port, err := hex.DecodeString(digits)
	if err != nil || len(port) != 2 {
		return 0, false
	}
	return int(port[0])<<8 | int(port[1]), true
}
