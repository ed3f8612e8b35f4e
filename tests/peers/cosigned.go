// Opens a checkpoint with Go's sumdb note under the key of the log and that of a witness (C2SP tlog-cosignature/v1).
// The note package knows plain Ed25519 signatures; for a witness it asks a Verifier, which here is crypto/ed25519.
package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }
func (w witness) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	seconds := binary.BigEndian.Uint64(sig[:8])
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", seconds, msg)
	return ed25519.Verify(w.key, []byte(signed), sig[8:])
}

func fail(err error) {
	fmt.Println("BROKEN", err)
	os.Exit(1)
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		fail(err)
	}
	log, err := note.NewVerifier(os.Args[2])
	if err != nil {
		fail(err)
	}
	parts := strings.SplitN(os.Args[3], "+", 3)
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	if err != nil {
		fail(err)
	}
	raw, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || raw[0] != 4 {
		fail(fmt.Errorf("no key of a witness"))
	}
	seen := witness{parts[0], uint32(hash), ed25519.PublicKey(raw[1:])}
	opened, err := note.Open(text, note.VerifierList(log, seen))
	if err != nil {
		fail(err)
	}
	if len(opened.Sigs) != 2 || len(opened.UnverifiedSigs) != 0 {
		fail(fmt.Errorf("%d of our signatures", len(opened.Sigs)))
	}
	fmt.Println("PROVEN", len(opened.Sigs))
}
