/*
 * vectors.h - keys and signatures made for these tests by another
 * implementation (Node's crypto). The message is "testamur".
 */
#ifndef TESTS_CRYPTO_VECTORS_H
#define TESTS_CRYPTO_VECTORS_H

#define ED_JWK                                                    \
 "{\"crv\":\"Ed25519\",\"x\":\"M5kqthI-4U4wYqT2tx5HOLulf21e_gBU-" \
 "jvLnQ7H6Ok\",\"kty\":\"OKP\"}"
#define ED_PEM                                                    \
 "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAM5kqthI+4U4wYqT2tx" \
 "5HOLulf21e/gBU+jvLnQ7H6Ok=\n-----END PUBLIC KEY-----\n"
#define ED_SIG                                                    \
 "-53oEwV8ceyluSWP0boL1TZiPObrsrC6KR0w5SCvdd0ywJlBdJW9z-T3LWldY8" \
 "LbQ_Oyy10Dn7vG54FGMMv2Cg"
#define ED_JWS                                                    \
 "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9.eyJhIjoxfQ.38s-Uuh_zrbOJq" \
 "t565HyXLhZ93qnQ_1gyCHzemsgzdJO4L73cy8vUAPx5vQ09WVRzzMMe6pOUzxv" \
 "tmstD9RUCw"
#define ED_THUMB    "ajVFwf3-bVSDgBE-NTSywxCIKCqwHsRAgESdxASnyls"
#define ED_MULTIKEY "z6MkhvgJL6NGMtPdsFqjujFhiMq8Gca7NgYScv29uMKVkVKn"

#define ES256_JWK                                                 \
 "{\"kty\":\"EC\",\"x\":\"e4U4s8mpTxzLHL8ecm4dt_H64wPzn3agmgGOc1" \
 "IjBbs\",\"y\":\"yv_7okQdO-L1rIJCxkhdGgxC6K4PjeYqM5nkhHzZIUI\"," \
 "\"crv\":\"P-256\"}"
#define ES256_PEM                                                 \
 "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQg" \
 "AEe4U4s8mpTxzLHL8ecm4dt/H64wPz\nn3agmgGOc1IjBbvK//uiRB074vWsgk" \
 "LGSF0aDELorg+N5iozmeSEfNkhQg==\n-----END PUBLIC KEY-----\n"
#define ES256_SIG                                                 \
 "Mfk2w9zNTRIEH1_GCql4x5gACL_NaTyHcopgFa3j40JRGf50Ru-05pWxksE3t1" \
 "VlghzJkwLVL6wwY_o9GMNWcA"
#define ES256_DER                                                 \
 "MEQCIHlQdVON2HSinp8Q0HAwOYRQ4qof3aG8meHIWuniVY0NAiBQB-_uTseU1v" \
 "Y7m1HQXbAbl8Uyr4ohve5-N9Nf_cbS0w"
#define ES256_JWS                                                 \
 "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJhIjoxfQ.Wl8PwDJMJZk8qb" \
 "KDfGckW1tF7QnkVV6cXeUlhwb-NbWhsSbUJHtUUSD4FEwWlEFTc_78cLd9UZHb" \
 "OnaxBvonCw"
#define ES256_THUMB    "OgT5LAxf18CTdOiZe2S6B5wWOeD49VPmQFZ3sVxoEWw"
#define ES256_MULTIKEY "zDnaeYk91owbykWqrZgzLpVeiM8BXqxTfsng4N2HhAejnL4st"

#define ES384_JWK                                                 \
 "{\"kty\":\"EC\",\"x\":\"ZqWECl3b74iNkxXR0sxsE4iTsT4mvIScLXXLmb" \
 "7Lfh0N-nAAmos9-ZMHgDQgXkyT\",\"y\":\"JiP9IHijUoxXO0eZdoucbcMeQ" \
 "zqvorv4eKe95LLZ3z773AjWcrpe38RFQjjtQ-CC\",\"crv\":\"P-384\"}"
#define ES384_PEM                                                 \
 "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEZq" \
 "WECl3b74iNkxXR0sxsE4iTsT4mvISc\nLXXLmb7Lfh0N+nAAmos9+ZMHgDQgXk" \
 "yTJiP9IHijUoxXO0eZdoucbcMeQzqvorv4\neKe95LLZ3z773AjWcrpe38RFQj" \
 "jtQ+CC\n-----END PUBLIC KEY-----\n"
#define ES384_SIG                                                 \
 "yKtHEeCbmcyg0gYki45MaC0mUJdE75GW4rv4RrsF_25F1fUyAZxO99eMku2iY5" \
 "G3ZiFJWE_5_fd9qlaE1sRWgLCO-KLWi8saEsO_IUzzMnLyfZrapNTR5M4q24d1" \
 "W-Qk"
#define ES384_DER                                                 \
 "MGUCMF4sy6iNnXmAVEIhg4IW3LwUJR7rqJBhWfl3KeE0zE4HYxkDOojptb3LEA" \
 "EeItR9CgIxAJc7wxfLG8pGBlQEFzXQ59HaG8584SNmK6DF1D3RE_D9ld9hmEC4" \
 "XotY9v-mRCRLsA"
#define ES384_JWS                                                 \
 "eyJhbGciOiJFUzM4NCIsInR5cCI6IkpXVCJ9.eyJhIjoxfQ.vY70AvUr4qV4lx" \
 "qTzVd1y47qlw9iLwCxHqgju4qmMVt44-BdKbdPTJIrjVYjIeJ1m-x-pZj7iRvB" \
 "bWhOyCDO6y7Ud3U-Mnemo15-MpKK8KTKtyHU5M2t8SmqO9wxOIv8"
#define ES384_THUMB "MpIESmAzHUPGe2PcQVJg4Lwwjk1oIAI0AL8bZ0uZc9M"
#define ES384_MULTIKEY                                            \
 "z82LkpHWkNqCgS4LAhgrCfCEXLUcUhQYNGWhzYec1cZoR6R7EcehzLD2JcSq6U" \
 "oFoQvZWBC"

#define RS256_JWK                                                 \
 "{\"kty\":\"RSA\",\"n\":\"6_Scz7kETJuDUrpcF8Oy-mYJRuFj2AQBg-w-2" \
 "jY2vkfd--3_NETula9K2ioTAgzvcv4H50B7bUQ1A8fVMacRsNGf90azOjmllqm" \
 "nOEV1r7BINPwdAk4vzzgRg2Jq9qO_u6pn8VlRu_1Ote9g2Bvtzztjom-pZ46-p" \
 "zgPUKP0wYSkeS8MvbxuvW6ThpotOqQ5iHKXICLu_lSwki1xQF8CQClhg9YdeHY" \
 "EpI0zQLl1rGV-jpwHeT7z6yRpD9Qm7Np3XY7LMCk2WNPa2S0ImsifvLdTw4R-W" \
 "FYBk-CfxKSCfBbhPMgGFh8Emf-fI5lJtqWyLGwYUFSSjjG1KGpznwGclQ\",\"" \
 "e\":\"AQAB\"}"
#define RS256_PEM                                                 \
 "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMI" \
 "IBCgKCAQEA6/Scz7kETJuDUrpcF8Oy\n+mYJRuFj2AQBg+w+2jY2vkfd++3/NE" \
 "Tula9K2ioTAgzvcv4H50B7bUQ1A8fVMacR\nsNGf90azOjmllqmnOEV1r7BINP" \
 "wdAk4vzzgRg2Jq9qO/u6pn8VlRu/1Ote9g2Bvt\nzztjom+pZ46+pzgPUKP0wY" \
 "SkeS8MvbxuvW6ThpotOqQ5iHKXICLu/lSwki1xQF8C\nQClhg9YdeHYEpI0zQL" \
 "l1rGV+jpwHeT7z6yRpD9Qm7Np3XY7LMCk2WNPa2S0Imsif\nvLdTw4R+WFYBk+" \
 "CfxKSCfBbhPMgGFh8Emf+fI5lJtqWyLGwYUFSSjjG1KGpznwGc\nlQIDAQAB\n" \
 "-----END PUBLIC KEY-----\n"
#define RS256_SIG                                                 \
 "ufilmiiRJFHg9kEk_0iu4lfomcGqVbGIBE9SEhe7PSD9nbWIw4NHnG_oIIX_Ay" \
 "J36yB4lUUX1vQElSJPDCWPTkX2TQRSZcgDrwYxAhjGGOY3A6WSY6n5e-VmaBu0" \
 "zotvBHMOmWlj3ZQyw0xhkOtXiU8xFZG6PPUJ8ZLjWy8kSgwSswRLuqY1BvXSbI" \
 "ouDuGFY4f9pctMPrUiyGRDFfNOjwRfU6kROKh5E4u0ncO2qqhfrmb9WXORH1A7" \
 "dEAzhtYhnqsKUwkCiO-yZFciMw6-bt-M_FBRlaJguMA3pxyOCA9hlX7E9Sewvu" \
 "ibCNso7PjOw1ckanaXBHLmGkf8lEjwLg"
#define RS256_JWS                                                 \
 "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJhIjoxfQ.L5WzfRANf3izQP" \
 "0OHg-nb3IbcCuU9Gm_MErLj2c3oYIMDVKvLVRcbSgYf--ACnPsOH7u5hQnvBiT" \
 "xEvR3JkAbH4ypAYotRHE5dX6wk7H1MMlq_nddBUw8coaS47SMn_4t3CAPrVVbO" \
 "c67n3Grgml8O_B-35OZO9ZsuJ_8qK7Ja6Qjr4VxEzNOXRTv2JL8pb-oUo62p9n" \
 "iDafDouW4HToKjtrhWQcC3avW04IlFbRdd3bWAWn0Mjc4l5L916LeurnfXTOTY" \
 "Q8Q_6R4Hj_SfYKG0g5rxxtFviTR2A-HoKsBNvWGvPJ-OxC7wWhCtgZxilmlQCj" \
 "uWIrZ0UteGz7dzJGgg"
#define RS256_THUMB "OBX-_nGkDp2450Mg--11WaToAjrM6cZj07JB95UpJrQ"

#define SMALL_JWK                                                 \
 "{\"kty\":\"RSA\",\"n\":\"w4c7IZADVjLEG7DNV5yZzIpJY4BSwzZHXvq4c" \
 "t69oOhyLtkTmU7kJ0xEyOoNgOpZw62deVlKVcY18wbMliE7pLM0BjyZecxcq0N" \
 "HJTY3PM5_3ysX8MuN_uIOUKnxUPH8yQQr2PS9gPGHUQU_UBQ_XtGdCioGFadN9" \
 "vXYWDdtRsU\",\"e\":\"AQAB\"}"
#define SMALL_PEM                                                 \
 "-----BEGIN PUBLIC KEY-----\nMIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQ" \
 "KBgQDDhzshkANWMsQbsM1XnJnMiklj\ngFLDNkde+rhy3r2g6HIu2ROZTuQnTE" \
 "TI6g2A6lnDrZ15WUpVxjXzBsyWITukszQG\nPJl5zFyrQ0clNjc8zn/fKxfwy4" \
 "3+4g5QqfFQ8fzJBCvY9L2A8YdRBT9QFD9e0Z0K\nKgYVp0329dhYN21GxQIDAQ" \
 "AB\n-----END PUBLIC KEY-----\n"

#endif
