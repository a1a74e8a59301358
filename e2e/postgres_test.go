//go:build e2e

package e2e

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// postgres is the PostgreSQL of these tests, which lasts as long as they do.
type postgres struct {
	*process
	dir, port string
	databases atomic.Int32
	started   sync.Once
	err       error
}

var database postgres

// newDatabase is the address of an empty database. The first one starts the server.
func newDatabase(t *testing.T) string {
	t.Helper()
	database.started.Do(func() { database.err = database.start(freePort(t)) })
	if database.err != nil {
		t.Fatal(database.err)
	}
	name := fmt.Sprintf("aegra%d", database.databases.Add(1))
	if _, err := output(filepath.Join(postgresBin, "createdb"), "-h", "127.0.0.1", "-p", database.port, "-U", "postgres", name); err != nil {
		t.Fatal(err)
	}
	return "postgresql://postgres@127.0.0.1:" + database.port + "/" + name
}

func (p *postgres) start(port int) (err error) {
	p.port = strconv.Itoa(port)
	if p.dir, err = os.MkdirTemp("", "authcheck-postgres"); err != nil {
		return err
	}
	who, err := p.owner()
	if err != nil {
		return err
	}
	data := filepath.Join(p.dir, "data")
	initdb := exec.Command(filepath.Join(postgresBin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C", "--no-sync")
	initdb.SysProcAttr, initdb.Dir = who, p.dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", initdb, err, out)
	}
	server := exec.Command(filepath.Join(postgresBin, "postgres"), "-D", data, "-p", p.port)
	for _, option := range []string{"listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300"} {
		server.Args = append(server.Args, "-c", option)
	}
	server.SysProcAttr, server.Dir = who, p.dir
	if p.process, err = startProcess(server, filepath.Join(p.dir, "log")); err != nil {
		return err
	}
	return p.await(10 * time.Second)
}

// owner is who the server runs as: root may not.
func (p *postgres) owner() (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, wrong := strconv.Atoi(who.Uid)
	gid, wrongToo := strconv.Atoi(who.Gid)
	attr := &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	return attr, errors.Join(wrong, wrongToo, os.Chown(p.dir, uid, gid))
}

func (p *postgres) await(patience time.Duration) error {
	for end := time.Now().Add(patience); time.Now().Before(end) && !p.ended(); time.Sleep(50 * time.Millisecond) {
		connection, err := net.Dial("tcp", "127.0.0.1:"+p.port)
		if err == nil {
			connection.Close()
			if strings.Contains(p.output(), "ready to accept connections") {
				return nil
			}
		}
	}
	return fmt.Errorf("PostgreSQL is not ready: %s", p.output())
}

func (p *postgres) stop() {
	if p.process != nil {
		p.process.stop()
	}
	os.RemoveAll(p.dir)
}
