/*
 * signed.h - one small credential (invented) with a proof of every suite,
 * and the keys that verify them. The private keys are gone.
 */
#ifndef TESTS_PROOF_SIGNED_H
#define TESTS_PROOF_SIGNED_H

/* clang-format off */
static const struct signed_document {
	const char *suite;
	const char *multikey;
	const char *text; /* its first proof is of the suite */
} signed_documents[] = {
	{ "eddsa-rdfc-2022",
	  "z6MkrwEzjnu9XGLGm5Ba23gNUB4N5drSFgmunwfbf65RCMyG",
	  "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"id\":\"ur"
	  "n:x:1\",\"type\":[\"VerifiableCredential\"],\"issuer\":\"did:web:iss"
	  "uer.example\",\"validFrom\":\"2026-01-02T03:04:05Z\",\"validUntil\":"
	  "\"2027-01-02T03:04:05Z\",\"name\":\"Course\",\"credentialStatus\":{"
	  "\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":\"revocation"
	  "\",\"statusListIndex\":\"7\",\"statusListCredential\":\"https://issu"
	  "er.example/1\"},\"credentialSubject\":{\"id\":\"urn:x:2\"},\"evidenc"
	  "e\":[{\"type\":\"urn:x:Exam\"},{\"type\":\"urn:x:Essay\"}],\"proof\""
	  ":{\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"eddsa-rdfc-2022"
	  "\",\"created\":\"2026-01-02T03:04:05Z\",\"verificationMethod\":\"did"
	  ":web:issuer.example#k\",\"proofPurpose\":\"assertionMethod\",\"expir"
	  "es\":\"2027-01-02T03:04:05Z\",\"proofValue\":\"ztr1yN1pzRRKyMo1wXSRU"
	  "uobJPDNMG3WF9g8MsuAkoeqvyDHoeTqdfrVkA5oQWhuJHo3bwyMK5mRSz3bPr8AEejP"
	  "\"}}" },
	{ "eddsa-jcs-2022",
	  "z6MkrwEzjnu9XGLGm5Ba23gNUB4N5drSFgmunwfbf65RCMyG",
	  "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"id\":\"ur"
	  "n:x:1\",\"type\":[\"VerifiableCredential\"],\"issuer\":\"did:web:iss"
	  "uer.example\",\"validFrom\":\"2026-01-02T03:04:05Z\",\"validUntil\":"
	  "\"2027-01-02T03:04:05Z\",\"name\":\"Course\",\"credentialStatus\":{"
	  "\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":\"revocation"
	  "\",\"statusListIndex\":\"7\",\"statusListCredential\":\"https://issu"
	  "er.example/1\"},\"credentialSubject\":{\"id\":\"urn:x:2\"},\"evidenc"
	  "e\":[{\"type\":\"urn:x:Exam\"},{\"type\":\"urn:x:Essay\"}],\"proof\""
	  ":{\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"eddsa-jcs-2022\""
	  ",\"created\":\"2026-01-02T03:04:05Z\",\"verificationMethod\":\"did:w"
	  "eb:issuer.example#k\",\"proofPurpose\":\"assertionMethod\",\"@contex"
	  "t\":[\"https://www.w3.org/ns/credentials/v2\"],\"proofValue\":\"z4Ts"
	  "iVDBVmYwWEjBjuKktYy7topAqtnLpq8QHqxXfoMnwuT87piHaAgKPReVBHcbnMr5gdFX"
	  "hW9DxdJ8gYaRDKDEP\"}}" },
	{ "ecdsa-rdfc-2019",
	  "zDnaegvVci1iz2dz8sNZEM3VjvygoJkNzKbr8em4qbsDgDDfm",
	  "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"id\":\"ur"
	  "n:x:1\",\"type\":[\"VerifiableCredential\"],\"issuer\":\"did:web:iss"
	  "uer.example\",\"validFrom\":\"2026-01-02T03:04:05Z\",\"validUntil\":"
	  "\"2027-01-02T03:04:05Z\",\"name\":\"Course\",\"credentialStatus\":{"
	  "\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":\"revocation"
	  "\",\"statusListIndex\":\"7\",\"statusListCredential\":\"https://issu"
	  "er.example/1\"},\"credentialSubject\":{\"id\":\"urn:x:2\"},\"evidenc"
	  "e\":[{\"type\":\"urn:x:Exam\"},{\"type\":\"urn:x:Essay\"}],\"proof\""
	  ":{\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"ecdsa-rdfc-2019"
	  "\",\"created\":\"2026-01-02T03:04:05Z\",\"verificationMethod\":\"did"
	  ":web:issuer.example#k\",\"proofPurpose\":\"assertionMethod\",\"proof"
	  "Value\":\"z3mW5ncBjisvrWMEyky6hfQ5pEZHscijXQJL76gyTNTtT3LKehLuwaJHVk"
	  "zhZrMaR8Z32Lx6Ackm1KSKZAfSRvtUP\"}}" },
	{ "ecdsa-rdfc-2019",
	  "z82Lknv94xiSucLvnF7b4Jy3ekdXhC2zgT9Q7khRP1au1pj47rTBY4LTGEw7LdjuTnfb"
	  "5tj",
	  "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"id\":\"ur"
	  "n:x:1\",\"type\":[\"VerifiableCredential\"],\"issuer\":\"did:web:iss"
	  "uer.example\",\"validFrom\":\"2026-01-02T03:04:05Z\",\"validUntil\":"
	  "\"2027-01-02T03:04:05Z\",\"name\":\"Course\",\"credentialStatus\":{"
	  "\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":\"revocation"
	  "\",\"statusListIndex\":\"7\",\"statusListCredential\":\"https://issu"
	  "er.example/1\"},\"credentialSubject\":{\"id\":\"urn:x:2\"},\"evidenc"
	  "e\":[{\"type\":\"urn:x:Exam\"},{\"type\":\"urn:x:Essay\"}],\"proof\""
	  ":{\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"ecdsa-rdfc-2019"
	  "\",\"created\":\"2026-01-02T03:04:05Z\",\"verificationMethod\":\"did"
	  ":web:issuer.example#k\",\"proofPurpose\":\"assertionMethod\",\"proof"
	  "Value\":\"zFRWkCwHkfD2aB9foWw7NBVrTxZ4RZrtmYLLM1dSDwq51wFwCvPnQGnKXa"
	  "aoyT8KmAJ4jaTqzHH2QmoeSA52E46BnJj4AHtqPY4YF2oABD9DpPbRhj4z4MtTkZ9Dc7"
	  "21QFTt\"}}" },
	{ "ecdsa-jcs-2019",
	  "zDnaegvVci1iz2dz8sNZEM3VjvygoJkNzKbr8em4qbsDgDDfm",
	  "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"id\":\"ur"
	  "n:x:1\",\"type\":[\"VerifiableCredential\"],\"issuer\":\"did:web:iss"
	  "uer.example\",\"validFrom\":\"2026-01-02T03:04:05Z\",\"validUntil\":"
	  "\"2027-01-02T03:04:05Z\",\"name\":\"Course\",\"credentialStatus\":{"
	  "\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":\"revocation"
	  "\",\"statusListIndex\":\"7\",\"statusListCredential\":\"https://issu"
	  "er.example/1\"},\"credentialSubject\":{\"id\":\"urn:x:2\"},\"evidenc"
	  "e\":[{\"type\":\"urn:x:Exam\"},{\"type\":\"urn:x:Essay\"}],\"proof\""
	  ":{\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"ecdsa-jcs-2019\""
	  ",\"created\":\"2026-01-02T03:04:05Z\",\"verificationMethod\":\"did:w"
	  "eb:issuer.example#k\",\"proofPurpose\":\"assertionMethod\",\"proofVa"
	  "lue\":\"z3ESR9wfYfRXGfrvXxv3TQNSzS6SV77RtrPnHEVAXYbdXhrPxiWfNh7VTqo2"
	  "mW728kTN2T9F8QF1r4S5VmoZgVCUR\"}}" },
	{ "Ed25519Signature2020",
	  "z6MkrwEzjnu9XGLGm5Ba23gNUB4N5drSFgmunwfbf65RCMyG",
	  "{\"@context\":[\"https://www.w3.org/2018/credentials/v1\",\"https://"
	  "w3id.org/security/suites/ed25519-2020/v1\"],\"id\":\"urn:x:1\",\"typ"
	  "e\":[\"VerifiableCredential\"],\"issuer\":\"did:web:issuer.example\""
	  ",\"issuanceDate\":\"2026-01-02T03:04:05Z\",\"expirationDate\":\"2027"
	  "-01-02T03:04:05Z\",\"credentialSubject\":{\"id\":\"urn:x:2\"},\"evid"
	  "ence\":[{\"id\":\"urn:x:3\",\"type\":\"urn:x:Exam\"}],\"proof\":{\"t"
	  "ype\":\"Ed25519Signature2020\",\"created\":\"2026-01-02T03:04:05Z\","
	  "\"verificationMethod\":\"did:web:issuer.example#k\",\"proofPurpose\""
	  ":\"assertionMethod\",\"proofValue\":\"z38kjXACvkdj9eRv2BPmygUpdt2RZj"
	  "F1vTKLdfnM4dHf1fnFTCaSh6AsbnikRdzy9J8xgKPxs1rCsfG5BUBFQhQZZ\"}}" },
	{ "eddsa-rdfc-2022",
	  "z6MkrwEzjnu9XGLGm5Ba23gNUB4N5drSFgmunwfbf65RCMyG",
	  "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"id\":\"ur"
	  "n:x:1\",\"type\":[\"VerifiableCredential\"],\"issuer\":\"did:web:iss"
	  "uer.example\",\"validFrom\":\"2026-01-02T03:04:05Z\",\"validUntil\":"
	  "\"2027-01-02T03:04:05Z\",\"name\":\"Course\",\"credentialStatus\":{"
	  "\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":\"revocation"
	  "\",\"statusListIndex\":\"7\",\"statusListCredential\":\"https://issu"
	  "er.example/1\"},\"credentialSubject\":{\"id\":\"urn:x:2\"},\"evidenc"
	  "e\":[{\"type\":\"urn:x:Exam\"},{\"type\":\"urn:x:Essay\"}],\"proof\""
	  ":[{\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"eddsa-rdfc-2022"
	  "\",\"created\":\"2026-01-02T03:04:05Z\",\"verificationMethod\":\"did"
	  ":web:issuer.example#k\",\"proofPurpose\":\"assertionMethod\",\"previ"
	  "ousProof\":\"urn:x:first\",\"proofValue\":\"z31NujgEZ7Sm5ZpTqa1cV4uR"
	  "FUB37713DGADNFdCP5poiqPnMrvoiLYwXjc3iHnALvFfogV7gLJws8n69G3b16GDo\"}"
	  ",{\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"eddsa-rdfc-2022"
	  "\",\"created\":\"2026-01-02T03:04:05Z\",\"verificationMethod\":\"did"
	  ":web:issuer.example#k\",\"proofPurpose\":\"assertionMethod\",\"id\":"
	  "\"urn:x:first\",\"proofValue\":\"z2eZ8B9jLKdjjWK3YzEEfdvN7mMzg7PLiL5"
	  "eMd88Lzp1ngmma733Ko7w6xDR4VTdwmCGKjQSbxgTspFgov11SHJTi\"}]}" },
	{ "ecdsa-sd-2023",
	  "zDnaegvVci1iz2dz8sNZEM3VjvygoJkNzKbr8em4qbsDgDDfm",
	  "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"id\":\"ur"
	  "n:x:1\",\"type\":[\"VerifiableCredential\"],\"issuer\":\"did:web:iss"
	  "uer.example\",\"validFrom\":\"2026-01-02T03:04:05Z\",\"validUntil\":"
	  "\"2027-01-02T03:04:05Z\",\"name\":\"Course\",\"credentialStatus\":{"
	  "\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":\"revocation"
	  "\",\"statusListIndex\":\"7\",\"statusListCredential\":\"https://issu"
	  "er.example/1\"},\"credentialSubject\":{\"id\":\"urn:x:2\"},\"evidenc"
	  "e\":[{\"type\":\"urn:x:Exam\"},{\"type\":\"urn:x:Essay\"}],\"proof\""
	  ":{\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"ecdsa-sd-2023\","
	  "\"created\":\"2026-01-02T03:04:05Z\",\"verificationMethod\":\"did:we"
	  "b:issuer.example#k\",\"proofPurpose\":\"assertionMethod\",\"proofVal"
	  "ue\":\"u2V0BhVhA52JbhbTWFyI1b21o-dQX6UWc4lzKowDfLtvxtnmjeZ8M3v7TbYG8"
	  "XD8RDoIqdRVXa8ksBRPY0TzcF0qsxW7iBlgjgCQDrCjmj1O_RSeAjglhQFH1RG0rp8MD"
	  "mZv1wgvWWoZ223qHWEAblEP6AVwDy2UarBuLAAhDiH2v8xQWuG6OM48qXcYeaeMwCZeF"
	  "OxVtkA8NTlYKGh3vholFuslf7xVGqZA0O-o4WEBEKo88fxjha-6_5EM6XFbKJ4c6KXeh"
	  "Cfh-xp01oUHYLfJcOAbwZdS-Dk1EUY3YHx0x-1441D8Cp6vOovlTjJ-TWECP8hYTDtW9"
	  "JMBzxW7hBwbd3DvLkPqDJLU2gRbymG22zyKqB7eJk5VsoWZYF-0s8ooUiNml-DVGZ1Wl"
	  "vpuBGkXKWEClZPnZd9o9aKYUAoMy8XblV1VSZwMpaQBEdOGPKlB4LcthuLrW9Po22ntJ"
	  "f2uJCqG6Uxiy5pOb-oH4MHCzJWHXWEDz5iEn5cs1g2iXxd0Ax4gp7W3FgrBQeAQ0byMn"
	  "hL1-qVJVTpzdF7tkgvzTzPeAJ2JTJRF6uSW7qF9IC71BWpwqWECTjD1oq2WAtnINsaLs"
	  "4uW-eGXGE-T1xP8SxkScrBoxTfQgDMBe-8PnmrKWLp45oxeRn7u8EBRiIIoj-LbFs0pX"
	  "WEDwr689maIPbxmaHIWKIjz19BMfwUZ_UXqzoZZP_OCT9UdV_oEL4hKObjLVuKGM3v1M"
	  "NMpQsCEVZ7hPpQNR51v0owBYIJdpm3zAoO2Dt4sgAvDlcEbuVhvmlCvsJW_iAau6VSqe"
	  "AVggWxFhjC5EAnh30M0JIe0Wa58Xb1BYf8kedTTdKUbbd9YCWCA1Ik0NNGXXToVfjWmh"
	  "NuecdE6jWmddM5M2CjJ8v2NZoogAAgMEBQYHCA\"}}" },
};
/* clang-format on */

#define SIGNED_DOCUMENTS \
 (sizeof(signed_documents) / sizeof(signed_documents[0]))

#endif
