package result

import "strings"

// ByHand parts what could not be removed from the command that removes it; without one it
// shows authcheck's tag, and `authcheck cleanup` finds it.
func ByHand(leftover string) (what, command string) {
	what, command, found := strings.Cut(leftover, ": curl ")
	if found {
		command = "curl " + command
	}
	return what, command
}
