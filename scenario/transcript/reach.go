package transcript

// Reach says from where the server's address can be reached.
type Reach string

// From this machine, from its network, from everywhere.
const (
	Loopback Reach = "loopback"
	Private  Reach = "private"
	Public   Reach = "public"
)

// Or is the wider of two.
func (r Reach) Or(other Reach) Reach {
	for _, wide := range []Reach{Public, Private} {
		if r == wide || other == wide {
			return wide
		}
	}
	return r
}
