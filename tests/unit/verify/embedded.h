/*
 * embedded.h - an invented badge by a did:key with two proofs, an endorsement
 * with one, and the digest of a context. The private keys are gone.
 */
#ifndef TESTS_VERIFY_EMBEDDED_H
#define TESTS_VERIFY_EMBEDDED_H

/* clang-format off */
static const char embedded_badge[] =
	"{\"@context\":[\"https://www.w3.org/ns/credentials/v2\",\"https://purl.ims"
	"global.org/spec/ob/v3p0/context-3.0.3.json\"],\"id\":\"https://issuer.exam"
	"ple/V/0123456789ABCDEFGHJKMNPQRS0\",\"type\":[\"VerifiableCredential\",\"O"
	"penBadgeCredential\"],\"name\":\"Just Society\",\"issuer\":{\"id\":\"did:k"
	"ey:z6Mki4wr8cNxW4fwsygc7CUNZwLEfjdeZeAsdjgzhvy4uVMb\",\"type\":[\"Profile"
	"\"],\"name\":\"School\"},\"validFrom\":\"2021-12-20T00:00:00Z\",\"credenti"
	"alSubject\":{\"id\":\"urn:uuid:2f0d2c4e-31a5-4c6f-9a3e-0f5d6f1b7c11\",\"ty"
	"pe\":[\"AchievementSubject\"],\"achievement\":{\"id\":\"https://issuer.exa"
	"mple/issuers/mfpe/achievements/js1\",\"type\":[\"Achievement\"],\"name\":"
	"\"Just Society, series 1\",\"description\":\"Six sessions\",\"criteria\":{"
	"\"narrative\":\"Attend all six\"}}},\"endorsement\":[{\"@context\":[\"http"
	"s://www.w3.org/ns/credentials/v2\",\"https://purl.imsglobal.org/spec/ob/v3"
	"p0/context-3.0.3.json\"],\"id\":\"urn:x:endorsement\",\"type\":[\"Verifiab"
	"leCredential\",\"EndorsementCredential\"],\"issuer\":{\"id\":\"did:key:z6M"
	"kiRGESfZeiKBSCAmDG8UpRQMkiPN4MLcx1eqRP7btVFhp\",\"type\":[\"Profile\"],\"n"
	"ame\":\"Board\"},\"validFrom\":\"2021-12-20T00:00:00Z\",\"name\":\"Endorse"
	"d\",\"credentialSubject\":{\"id\":\"https://issuer.example/V/0123456789ABC"
	"DEFGHJKMNPQRS0\",\"type\":[\"EndorsementSubject\"]},\"proof\":{\"type\":\""
	"DataIntegrityProof\",\"cryptosuite\":\"eddsa-rdfc-2022\",\"created\":\"202"
	"1-12-20T00:00:00Z\",\"verificationMethod\":\"did:key:z6MkiRGESfZeiKBSCAmDG"
	"8UpRQMkiPN4MLcx1eqRP7btVFhp#z6MkiRGESfZeiKBSCAmDG8UpRQMkiPN4MLcx1eqRP7btVF"
	"hp\",\"proofPurpose\":\"assertionMethod\",\"proofValue\":\"z2B91LMgB9Ugmym"
	"xGZ5hAtG8oJyfm58RTHjnj3TcubosAJvHdM3Rr17s6n3J1v2kwFiP816z9HSrTswPP64JGWGxQ"
	"\"}}],\"relatedResource\":[{\"id\":\"https://www.w3.org/ns/credentials/v2"
	"\",\"digestSRI\":\"sha256-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=\"}]"
	",\"proof\":[{\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"eddsa-rdfc-"
	"2022\",\"created\":\"2021-12-20T00:00:00Z\",\"verificationMethod\":\"did:k"
	"ey:z6Mki4wr8cNxW4fwsygc7CUNZwLEfjdeZeAsdjgzhvy4uVMb#z6Mki4wr8cNxW4fwsygc7C"
	"UNZwLEfjdeZeAsdjgzhvy4uVMb\",\"proofPurpose\":\"assertionMethod\",\"proofV"
	"alue\":\"zXu68U4PCga4s7TDTKZQPPjE6hVfo4croHaZpC4Z13paMen3cxFSrjeRWfLtUAnMW"
	"TK4q87bKZ72vqEs1gGtJNhH\"},{\"type\":\"DataIntegrityProof\",\"cryptosuite"
	"\":\"eddsa-jcs-2022\",\"created\":\"2021-12-20T00:00:00Z\",\"verificationM"
	"ethod\":\"did:key:z6Mki4wr8cNxW4fwsygc7CUNZwLEfjdeZeAsdjgzhvy4uVMb#z6Mki4w"
	"r8cNxW4fwsygc7CUNZwLEfjdeZeAsdjgzhvy4uVMb\",\"proofPurpose\":\"assertionMe"
	"thod\",\"proofValue\":\"z41ZyJJKBHvHBApFcT9etrC5CFyCLPCJBatmSovxfKJv6iUBgn"
	"RJCytWsbxAnfMMNCnVmJw8R8zFZ2Cf4sYbxUSDd\"}]}";
/* clang-format on */

#endif
