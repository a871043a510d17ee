/*
 * The vocabulary's other half: Japanese, Chinese, Korean, Russian, Polish,
 * Turkish, Indonesian, Vietnamese, Czech and the languages of the North, as
 * far as meeting tools are translated into them. Folded as headers are
 * (tsm_header_fold): no marks, so a Cyrillic short i is an i.
 */
#include "words.h"

/* clang-format off: it counts bytes, not columns */
const struct tsm_words tsm_words_more[] = {
	{ COL_ORIGINAL,
	    "名前 元の名前|名前 本名|名称 原始名称|姓名 原始姓名|"
	    "名字 原始名字|名稱 原始名稱|姓名 原姓名|名稱 原名|"
	    "이름 원래 이름|이름 실명|имя настоящее имя|"
	    "имя исходное имя|имя первоначальное имя|"
	    "имя пользователя настоящее имя|"
	    "nazwa uzytkownika imie i nazwisko|"
	    "imie i nazwisko oryginalna nazwa|nazwa nazwa oryginalna|"
	    "navn oprindeligt navn|navn opprinnelig navn|"
	    "nimi alkuperainen nimi|ad orijinal ad|isim orijinal isim|"
	    "ad ozgun ad|nama nama asli|ten ten goc|jmeno puvodni jmeno" },
	{ COL_NAME, "for och efternamn|for og efternavn|for og etternavn|名前|"
		    "氏名|表示名|フルネーム|参加者|名称|姓名|全名|显示名称|"
		    "名稱|顯示名稱|이름|성명|전체 이름|표시 이름|имя|"
		    "полное имя|фио|имя участника|имя пользователя|участник|"
		    "nazwa uzytkownika|uczestnik|navn pa deltaker|nimi|"
		    "koko nimi|osallistuja|ad soyad|tam adı|adı soyadı|nama|"
		    "nama lengkap|nama peserta|ten|ho va ten|ten đay đu|jmeno|"
		    "cele jmeno|jmeno a prijmeni|ucastnik" },
	{ COL_FIRST, "名|имя отчество|etunimi|krestni jmeno|nama depan" },
	{ COL_LAST, "etternavn|姓|姓氏|성|фамилия|sukunimi|soyadı|prijmeni|"
		    "nama belakang" },
	{ COL_EMAIL,
	    "メール|メールアトレス|ユーサーのメール|"
	    "ユーサーのメールアトレス|ユーサー メール|電子メール|"
	    "eメール|用户电子邮件|用户邮箱|电子邮件|电子邮箱|邮箱|"
	    "电子邮件地址|使用者電子郵件|用戶電郵|電子郵件|電郵|"
	    "電子郵件地址|사용자 이메일|이메일|전자 메일|이메일 주소|"
	    "электронная почта пользователя|электронная почта|эл почта|"
	    "адрес электроннои почты|почта|adres e mail uzytkownika|"
	    "e mail uzytkownika|brugerens e mail|e mailadresse|"
	    "e postadresse|anvandarens e post|brukerens e post|"
	    "sahkoposti|kayttajan sahkoposti|sahkopostiosoite|"
	    "kullanıcı e postası|e posta|e posta adresi|email pengguna|"
	    "alamat email|email nguoi dung|đia chi email|"
	    "e mail uzivatele" },
	{ COL_JOIN, "参加|入室|参加時間|参加時刻|参加日時|入室時間|入室時刻|"
		    "加入时间|入会时间|进入时间|首次加入|加入時間|首次加入時間|"
		    "참가 시간|참여 시간|입장 시간|время входа|"
		    "время присоединения|время подключения|godzina dołaczenia|"
		    "czas dołaczenia|deltagelsestidspunkt|"
		    "tilslutningstidspunkt|tid for deltagelse|"
		    "tidspunkt for deltakelse|liittymisaika|katılma zamanı|"
		    "katılım zamanı|katılma saati|waktu bergabung|waktu gabung|"
		    "thoi gian tham gia|cas pripojeni" },
	{ COL_LEAVE,
	    "退出|退室|离开|離開|退出時間|退出時刻|退出日時|退室時間|"
	    "退室時刻|离开时间|离会时间|退出时间|最后离开|離開時間|"
	    "최종 나간 시간|나간 시간|나가기 시간|퇴장 시간|"
	    "время выхода|время отключения|godzina opuszczenia|"
	    "czas opuszczenia|godzina wyjscia|tidspunkt for forladelse|"
	    "forladt tidspunkt|tidspunkt for a forlate|"
	    "tidspunkt for avslutning|poistumisaika|ayrılma zamanı|"
	    "ayrılıs zamanı|ayrılma saati|waktu keluar|"
	    "waktu meninggalkan|thoi gian roi đi|thoi gian roi khoi|"
	    "thoi gian thoat|cas odpojeni|cas odchodu" },
	{ COL_MINUTES, "期間 分|時間 分|継続時間 分|参加時間 分|持续时间 分钟|"
		       "时长 分钟|持續時間 分鐘|時長 分鐘|期間 分鐘|기간 분|"
		       "시간 분|지속 시간 분|продолжительность минуты|"
		       "длительность минуты|продолжительность мин|"
		       "продолжительность в минутах|czas trwania minuty|"
		       "czas trwania min|varighed minutter|varighet minutter|"
		       "varaktighet minuter|langd minuter|kesto minuuttia|"
		       "kesto min|sure dakika|durasi menit|thoi luong phut|"
		       "doba trvani minuty" },
	{ COL_TOTAL,
	    "合計時間 分|総時間 分|合計期間 分|总时长 分钟|"
	    "总持续时间 分钟|總時長 分鐘|總持續時間 分鐘|총 시간 분|"
	    "총 기간 분|общая продолжительность минуты|"
	    "общая длительность минуты|całkowity czas trwania minuty|"
	    "łaczny czas trwania minuty|samlet varighed minutter|"
	    "total varighed minutter|total varighet minutter|"
	    "total varaktighet minuter|total langd minuter|"
	    "kesto yhteensa minuuttia|kokonaiskesto minuuttia|"
	    "toplam sure dakika|total durasi menit|tong thoi luong phut" },
	{ COL_DURATION,
	    "期間|継続時間|会議内の時間|会議の所要時間|持续时间|时长|"
	    "会议中的持续时间|持續時間|會議中的持續時間|기간|지속 시간|"
	    "모임 참가 시간|продолжительность|длительность|kesto|sure|"
	    "durasi|thoi luong|doba trvani" },
	{ COL_GUEST, "ケスト|访客|来宾|訪客|來賓|게스트|гость|gosc|gæst|gjest|"
		     "vieras|konuk|misafir|tamu|khach" },
	{ COL_CONSENT, "レコーティンクへの同意|録画への同意|录制同意|錄製同意|"
		       "녹화 동의|согласие на запись" },
	{ COL_WAITING,
	    "待機室内|待機室|待機室にいる|在等候室|在等候室中|等候室|"
	    "等候室中|在等待室|대기실|대기실에 있음|대기실 내|"
	    "в зале ожидания|w poczekalni|i venteværelset|"
	    "i venteværelse|i venterommet|i vantrummet|i vantrum|"
	    "odotushuoneessa|bekleme odasında|di ruang tunggu|"
	    "trong phong cho|v cekarne" },
	{ COL_ROLE, "役割|ロール|角色|역할|роль|rooli|rol uczestnika|peran|"
		    "vai tro" },
	{ COL_ACTION,
	    "ユーサー アクション|アクション|用户操作|操作|使用者動作|"
	    "사용자 작업|деиствие пользователя|деиствие|anvandaratgard|"
	    "atgard|brugerhandling|handling|brukerhandling|"
	    "kayttajan toiminto|toiminto|kullanıcı eylemi|eylem" },
	{ COL_STAMP, "タイムスタンフ|时间戳|時間戳記|타임스탬프|метка времени|"
		     "tidsstampel|tidsstempel|aikaleima|zaman damgası" },
	{ COL_ATTENDED,
	    "参加済み|出席|已参加|참석함|присутствовал|uczestniczył|"
	    "deltog|deltok|osallistui|katıldı" },
	{ COL_DATE, "日付|日期|날짜|дата|dato|paivamaara|paiva|tarih|tanggal|"
		    "ngay" },
	{ COL_EVENT, "トヒック|主题|主題|주제|тема|temat|emne|amne|aihe|konu|"
		     "topik|chu đe" },
	{ COL_EVENT_ID, "ミーティンクid|会议号|会议id|會議id|회의 id|"
			"идентификатор конференции|идентификатор|"
			"identyfikator spotkania|møde id|møte id|motes id|"
			"toplantı kimligi|id rapat|id cuoc hop" },
	{ COL_EVENT_START,
	    "開始時間|開始時刻|开始时间|시작 시간|время начала|"
	    "godzina rozpoczecia|czas rozpoczecia|starttidspunkt|"
	    "starttid|alkamisaika|baslangıc zamanı|baslangıc saati|"
	    "waktu mulai|thoi gian bat đau" },
	{ COL_EVENT_END, "終了時間|終了時刻|结束时间|結束時間|종료 시간|"
			 "время окончания|godzina zakonczenia|czas zakonczenia|"
			 "sluttidspunkt|sluttid|paattymisaika|bitis zamanı|"
			 "bitis saati|waktu selesai|waktu berakhir|"
			 "thoi gian ket thuc" },
	{ COL_ARRIVE,
	    "ankomst|ankomsttid|saapui|saapumisaika|tuloaika|przyjscie|"
	    "wejscie|gelis|kedatangan|prichod" },
	{ COL_DEPART, "avgang|avfard|afgang|lahti|lahtoaika|wyjscie|gidis|"
		      "kepulangan|odchod" },
	{ COL_MODERATOR, "モテレーター|司会者|진행자|модератор|moderaattori" },
	{ COL_SCORE,
	    "アクティヒティスコア|活动得分|활동 점수|оценка активности" },
	{ COL_TALK, "会話時間|発言時間|発話時間|发言时间|말한 시간|"
		    "время разговора" },
	{ COL_HOST,
	    "ホスト|主持人|호스트|организатор|gospodarz|vært|vard|vert" },
	{ COL_PARTICIPANTS,
	    "参加者数|参会者|參與者|참가자|участники|uczestnicy|"
	    "deltagere|deltakere|deltagare|osallistujat|katılımcılar|"
	    "peserta" },
	{ COL_COUNT, "" },
};
/* clang-format on */
