/*
 * record.h - an invented learner record by a did:key, of two credentials by
 * two of them. The private keys are gone.
 */
#ifndef TESTS_VERIFY_RECORD_H
#define TESTS_VERIFY_RECORD_H

/* clang-format off */
static const char record_of_two[] =
	"{\"@context\":[\"https://www.w3.org/ns/credentials/v2\",\"https://purl.im"
	"sglobal.org/spec/clr/v2p0/context-2.0.1.json\",\"https://purl.imsgloba"
	"l.org/spec/ob/v3p0/context-3.0.3.json\"],\"id\":\"https://issuer.example"
	"/V/record\",\"type\":[\"VerifiableCredential\",\"ClrCredential\"],\"name\":\"L"
	"earner record\",\"issuer\":{\"id\":\"did:key:z6MkfvGuMjupT31LxdX8SguaTJAk2"
	"iW1M6VthqAntHQzQ985\",\"type\":[\"Profile\"],\"name\":\"School\"},\"validFrom\""
	":\"2021-12-20T00:00:00Z\",\"credentialSubject\":{\"type\":[\"ClrSubject\"],\""
	"identifier\":[{\"type\":\"IdentityObject\",\"hashed\":false,\"identityHash\":"
	"\"Ada Example\",\"identityType\":\"name\"}],\"achievement\":[{\"id\":\"https://"
	"issuer.example/issuers/mfpe/achievements/js1\",\"type\":[\"Achievement\"]"
	",\"name\":\"Just Society, series 1\",\"description\":\"Six sessions\",\"crite"
	"ria\":{\"narrative\":\"Attend all six\"}}],\"verifiableCredential\":[{\"@con"
	"text\":[\"https://www.w3.org/ns/credentials/v2\",\"https://purl.imsgloba"
	"l.org/spec/ob/v3p0/context-3.0.3.json\"],\"id\":\"https://issuer.example"
	"/V/1\",\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],\"name\":\""
	"Just Society\",\"issuer\":{\"id\":\"did:key:z6MkfvGuMjupT31LxdX8SguaTJAk2i"
	"W1M6VthqAntHQzQ985\",\"type\":[\"Profile\"],\"name\":\"School\"},\"validFrom\":"
	"\"2021-12-20T00:00:00Z\",\"credentialSubject\":{\"id\":\"urn:uuid:2f0d2c4e-"
	"31a5-4c6f-9a3e-0f5d6f1b7c10\",\"type\":[\"AchievementSubject\"],\"achievem"
	"ent\":{\"id\":\"https://issuer.example/issuers/mfpe/achievements/js1\",\"t"
	"ype\":[\"Achievement\"],\"name\":\"Just Society, series 1\",\"description\":\""
	"Six sessions\",\"criteria\":{\"narrative\":\"Attend all six\"}},\"identifier"
	"\":[{\"type\":\"IdentityObject\",\"hashed\":false,\"identityHash\":\"Ada Examp"
	"le\",\"identityType\":\"name\"}]},\"proof\":{\"type\":\"DataIntegrityProof\",\"c"
	"ryptosuite\":\"eddsa-rdfc-2022\",\"created\":\"2021-12-20T00:00:00Z\",\"veri"
	"ficationMethod\":\"did:key:z6MkfvGuMjupT31LxdX8SguaTJAk2iW1M6VthqAntHQ"
	"zQ985#z6MkfvGuMjupT31LxdX8SguaTJAk2iW1M6VthqAntHQzQ985\",\"proofPurpos"
	"e\":\"assertionMethod\",\"proofValue\":\"zaEQn89esZnTnwi2CzpBrZNHNpu768vmJ"
	"uPN1QjuNw9DnAdLAfCHqAU7ZpycpGCM1ojc9hfm1zNQy4FKsoHcoinj\"}},{\"@contex"
	"t\":[\"https://www.w3.org/ns/credentials/v2\",\"https://purl.imsglobal.o"
	"rg/spec/ob/v3p0/context-3.0.3.json\"],\"id\":\"https://issuer.example/V/"
	"2\",\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],\"name\":\"Jus"
	"t Society\",\"issuer\":{\"id\":\"did:key:z6MkrrLffE5G1v6L1ejKFuTX7zx4WYPGE"
	"FpT9zgidUHQzf9U\",\"type\":[\"Profile\"],\"name\":\"College\"},\"validFrom\":\"2"
	"021-12-20T00:00:00Z\",\"credentialSubject\":{\"id\":\"urn:uuid:2f0d2c4e-31"
	"a5-4c6f-9a3e-0f5d6f1b7c11\",\"type\":[\"AchievementSubject\"],\"achievemen"
	"t\":{\"id\":\"https://issuer.example/issuers/mfpe/achievements/js1\",\"typ"
	"e\":[\"Achievement\"],\"name\":\"Just Society, series 1\",\"description\":\"Si"
	"x sessions\",\"criteria\":{\"narrative\":\"Attend all six\"}},\"identifier\":"
	"[{\"type\":\"IdentityObject\",\"hashed\":false,\"identityHash\":\"Ada Example"
	"\",\"identityType\":\"name\"}]},\"validUntil\":\"2199-01-01T00:00:00Z\",\"proo"
	"f\":{\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"eddsa-rdfc-2022\",\"cre"
	"ated\":\"2021-12-20T00:00:00Z\",\"verificationMethod\":\"did:key:z6MkrrLff"
	"E5G1v6L1ejKFuTX7zx4WYPGEFpT9zgidUHQzf9U#z6MkrrLffE5G1v6L1ejKFuTX7zx4"
	"WYPGEFpT9zgidUHQzf9U\",\"proofPurpose\":\"assertionMethod\",\"proofValue\":"
	"\"z3YiGejU2WtafKRtuGhBzHkjfUofiXUXygCXE3ogtboH8ZrFu3NMM6KhTSckag5eCSM"
	"EDX1syo4uBebHrKyqo9bAF\"}}],\"association\":[{\"type\":\"Association\",\"ass"
	"ociationType\":\"precedes\",\"sourceId\":\"https://issuer.example/a\",\"targ"
	"etId\":\"https://issuer.example/b\"}]},\"proof\":{\"type\":\"DataIntegrityPr"
	"oof\",\"cryptosuite\":\"eddsa-rdfc-2022\",\"created\":\"2021-12-20T00:00:00Z"
	"\",\"verificationMethod\":\"did:key:z6MkfvGuMjupT31LxdX8SguaTJAk2iW1M6Vt"
	"hqAntHQzQ985#z6MkfvGuMjupT31LxdX8SguaTJAk2iW1M6VthqAntHQzQ985\",\"proo"
	"fPurpose\":\"assertionMethod\",\"proofValue\":\"z2nUbrZML9zshGxnJ88yfU34nZ"
	"6PJhpVN2cLbi1Hs7QFYpBpYYpxt98Shr6n2KwSyjmfmeGUUGKaTjiEixUtPmJQF\"}}";
/* clang-format on */

#endif
