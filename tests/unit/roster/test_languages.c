/* Headers as the tools write them in other languages; rows invented. */
#include "session_test.h"

struct sample {
	const char *importer;
	const char *data;
	size_t line; /* of Fern's first row */
	size_t rows;
	int64_t minutes;
};

#define GERMAN "fern@example.org,22.09.2026 15:00:00,22.09.2026 16:00:00,60,Ja"
#define LATIN  "fern@example.org,22/09/2026 15:00:00,22/09/2026 16:00:00,60"

static const struct sample samples[] = {
	/* Zoom, a row per join */
	{ "zoom-joins",
	    "Name (Originalname),Benutzer-E-Mail,Beitrittszeit,Zeitpunkt des Verlassens,Dauer (Minuten),Gast\nFern," GERMAN
	    "\n",
	    2, 1, 60 },
	{ "zoom-joins",
	    "Name (urspr\xC3\xBCnglicher Name),E-Mail,Beitritt um,Verlassen um,Dauer (Minuten),Gast,Im Warteraum\nFern," GERMAN
	    ",Nein\n",
	    2, 1, 60 },
	{ "zoom-joins",
	    "Nom (nom d\xE2\x80\x99origine),E-mail de l\xE2\x80\x99utilisateur,Heure d\xE2\x80\x99"
	    "arriv\xC3\xA9"
	    "e,Heure de "
	    "d\xC3\xA9part,Dur\xC3\xA9"
	    "e (minutes),Invit\xC3\xA9\nFern," LATIN ",Oui\n",
	    2, 1, 60 },
	{ "zoom-joins",
	    "Nome (nome original),E-mail do usu\xC3\xA1rio,Hor\xC3\xA1rio de entrada,Hor\xC3\xA1rio de sa\xC3\xAD"
	    "da,Dura\xC3\xA7\xC3\xA3o (minutos),Convidado\n"
	    "Fern," LATIN ",Sim\n",
	    2, 1, 60 },
	{ "zoom-joins",
	    "Nome (nome originale);E-mail utente;Ora di ingresso;Ora di uscita;Durata (minuti);Ospite\n"
	    "Fern;fern@example.org;22/09/2026 15:00:00;22/09/2026 16:00:00;60;S\xC3\xAC\n",
	    2, 1, 60 },
	{ "zoom-joins",
	    "Naam (oorspronkelijke naam),E-mailadres gebruiker,Deelnametijd,Vertrektijd,Duur (minuten),Gast\nFern," LATIN
	    ",Ja\n",
	    2, 1, 60 },
	{ "zoom-joins",
	    "ID de reuni\xC3\xB3n,Tema,Hora de inicio,Hora de finalizaci\xC3\xB3n,E-mail del usuario,Duraci\xC3\xB3n (minutos),Participantes\n"
	    "9,Serie,22/09/2026 15:00:00,22/09/2026 18:00:00,h@example.org,180,1\n\n"
	    "Nombre (nombre original),E-mail del usuario,Hora para unirse,Hora para salir,Duraci\xC3\xB3n (minutos),Invitado\nFern," LATIN
	    ",S\xC3\xAD\n",
	    5, 1, 60 },
	{ "zoom-joins",
	    "名前（元の名前）,メール,参加時間,退出時間,期間（分）,ゲスト,待機室内\n"
	    "Fern,fern@example.org,2026/09/22 15:00:00,2026/09/22 16:00:00,60,はい,いいえ\n",
	    2, 1, 60 },
	{ "zoom-joins",
	    "名称（原始名称）,用户电子邮件,加入时间,离开时间,持续时间（分钟）,访客\n"
	    "Fern,fern@example.org,2026/09/22 15:00:00,2026/09/22 16:00:00,60,是\n",
	    2, 1, 60 },
	{ "zoom-joins",
	    "이름(원래 이름),사용자 이메일,참가 시간,나간 시간,기간(분),게스트\n"
	    "Fern,fern@example.org,2026. 9. 22. 오후 3:00:00,2026. 9. 22. 오후 4:00:00,60,예\n",
	    2, 1, 60 },
	{ "zoom-joins",
	    "Имя (настоящее имя),Электронная почта пользователя,Время входа,Время выхода,Продолжительность (минуты),Гость\n"
	    "Fern,fern@example.org,22.09.2026 15:00:00,22.09.2026 16:00:00,60,Да\n",
	    2, 1, 60 },
	{ "zoom-joins",
	    "Nazwa użytkownika (imię i nazwisko),Adres e-mail użytkownika,Godzina dołączenia,Godzina opuszczenia,Czas trwania (minuty),Gość\n"
	    "Fern," LATIN ",Tak\n",
	    2, 1, 60 },
	{ "zoom-joins",
	    "Namn (ursprungligt namn),Användarens e-post,Anslutningstid,Tid för att lämna,Varaktighet (minuter),Gäst\n"
	    "Fern,fern@example.org,2026-09-22 15:00:00,2026-09-22 16:00:00,60,Ja\n",
	    2, 1, 60 },
	{ "zoom-joins",
	    "Ad (Orijinal Ad),Kullanıcı E-postası,Katılma Zamanı,Ayrılma Zamanı,Süre (Dakika),Konuk\n"
	    "Fern," GERMAN "\n",
	    2, 1, 60 },
	/* another order, everything quoted */
	{ "zoom-joins",
	    "\"Guest\",\"Leave time\",\"Join time\",\"Email\",\"Name (original name)\",\"Duration (minutes)\"\r\n"
	    "\"Yes\",\"09/22/2026 04:00:00 PM\",\"09/22/2026 03:00:00 PM\",\"fern@example.org\",\"Fern\",\"60\"\r\n",
	    2, 1, 60 },
	{ "zoom-joins",
	    "Name,Email,Join time,Leave time,Duration (minutes),Guest,In waiting room\n"
	    "Fern,fern@example.org,09/22/2026 03:00:00 PM,09/22/2026 04:00:00 PM,60,Yes,No\n",
	    2, 1, 60 },
	{ "zoom-totals",
	    "Name (Originalname),E-Mail,Gesamtdauer (Minuten),Gast\nFern,fern@example.org,1234,Ja\n",
	    2, 1, 180 },
	{ "zoom-totals",
	    "Nom (nom original),E-mail,Dur\xC3\xA9"
	    "e totale (minutes),Invit\xC3\xA9\nFern,fern@example.org,60,Oui\n",
	    2, 1, 60 },
	/* Teams */
	{ "teams-report",
	    "1. R\xC3\xA9sum\xC3\xA9\nTitre de la r\xC3\xA9union\tS\xC3\xA9rie\nHeure de d\xC3\xA9"
	    "but\t22/09/2026, 15:00:00\n"
	    "Heure de fin\t22/09/2026, 18:00:00\n2. Participants\n"
	    "Nom\tPremi\xC3\xA8re participation\tDernier d\xC3\xA9part\tDur\xC3\xA9"
	    "e de la r\xC3\xA9union\tE-mail\tID du participant (UPN)\tR\xC3\xB4le\n"
	    "Fern\t22/09/2026, 15:00:00\t22/09/2026, 16:00:00\t1 h\tfern@example.org\tfern@example.org\tOrganisateur\n",
	    7, 1, 60 },
	{ "teams-report",
	    "1. Resumen\nHora de inicio\t22/9/26, 3:00:00 p.\xC2\xA0m.\nHora de finalizaci\xC3\xB3n\t22/9/26, 6:00:00 p.\xC2\xA0m.\n2. Participantes\n"
	    "Nombre\tPrimera uni\xC3\xB3n\t\xC3\x9Altima salida\tDuraci\xC3\xB3n de la reuni\xC3\xB3n\tCorreo electr\xC3\xB3nico\tId. de participante (UPN)\tRol\n"
	    "Fern\t22/9/26, 3:00:00 p.\xC2\xA0m.\t22/9/26, 4:00:00 p.\xC2\xA0m.\t1 h\tfern@example.org\tfern@example.org\tOrganizador\n",
	    6, 1, 60 },
	/* a webinar of Teams: names in two columns, registrations without a stay */
	{ "teams-report",
	    "1. Summary\nStart time\t9/22/2026, 3:00:00 PM\nEnd time\t9/22/2026, 6:00:00 PM\n2. Participants\n"
	    "First Name\tLast Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\tRegistration Email\n"
	    "Fern\tAshby\t9/22/2026, 3:00:00 PM\t9/22/2026, 4:00:00 PM\t1h\tfern@example.org\tx\tAttendee\tf@example.org\n"
	    "Gil\tMoss\t\t\t\tgil@example.org\t\tAttendee\tg@example.org\n",
	    6, 1, 60 },
	{ "teams-summary",
	    "Besprechungszusammenfassung\nGesamtzahl der Teilnehmer\t1\nTitel\tReihe\nStartzeit\t22.9.2026, 15:00:00\nEndzeit\t22.9.2026, 18:00:00\n"
	    "Vollst\xC3\xA4ndiger Name\tBeitrittszeit\tVerlassenszeit\tDauer\tE-Mail\tRolle\n"
	    "Fern\t22.9.2026, 15:00:00\t22.9.2026, 16:00:00\t1 Std. 0 Min.\tfern@example.org\tOrganisator\n",
	    7, 1, 60 },
	/* no word of it is known */
	{ "teams-summary",
	    "Zz\nZa\t1\nZb\tSarja\nZc\t22.9.2026, 15:00:00\nZd\t22.9.2026, 18:00:00\nZe\tZf\tZg\tZh\tZi\tZj\n"
	    "Fern\t22.9.2026, 15:00:00\t22.9.2026, 16:00:00\t1h\tfern@example.org\tX\n",
	    7, 1, 60 },
	{ "teams-log",
	    "Volledige naam\tGebruikersactie\tTijdstempel\nFern\tDeelgenomen\t22-9-2026 15:00:00\nFern\tVerlaten\t22-9-2026 16:00:00\n",
	    2, 1, 60 },
	/* more commas than semicolons, which part it all the same */
	{ "teams-report",
	    "1. Summary;\nStart time;22/09/26, 15:00:00\nEnd time;22/09/26, 18:00:00\n2. Participants;\n"
	    "Name;First join;Last leave;In-meeting duration;Email;Role\n"
	    "\"Ashby, Fern\";22/09/26, 15:00:00;22/09/26, 16:00:00;1h;fern@example.org;Organizer\n"
	    "Moss, Gil;22/09/26, 15:00:00;22/09/26, 16:00:00;1h;gil@example.org;Presenter\n"
	    "Orr, Hal;22/09/26, 15:00:00;22/09/26, 16:00:00;1h;;Presenter\n",
	    6, 1, 60 },
	/* Meet, BigBlueButton, Moodle */
	{ "meet",
	    "Vorname,Nachname,E-Mail-Adresse,Dauer,Beigetreten um,Verlassen um\nFern,Ashby,fern@example.org,1 Std.,2026-09-22 15:00,2026-09-22 16:00\n",
	    2, 1, 60 },
	{ "bigbluebutton",
	    "Nombre,Moderador,Puntuaci\xC3\xB3n de actividad,Tiempo de conversaci\xC3\xB3n,Unirse,Salida,Duraci\xC3\xB3n\n"
	    "\"Fern\",\"FALSE\",\"1\",\"00:00:01\",\"22/9/2026, 15:00:00\",\"22/9/2026, 16:00:00\",\"01:00:00\"\n",
	    2, 1, 60 },
	{ "moodle",
	    "Curso\tE\n\nApellido(s)\tNombre\tDirecci\xC3\xB3n de correo\t22 sep 2026 3.00PM Todos\tP\nAshby\tFern\tfern@example.org\tP (2/2)\t1\n",
	    4, 1, 180 },
	{ "moodle",
	    "Nachname\tVorname\tE-Mail-Adresse\t22. Sept. 2026 15:00 Alle\tA\nAshby\tFern\tfern@example.org\tA (1/1)\t1\n",
	    2, 1, 180 },
	/* sheets */
	{ "sign-in",
	    "Nombre y apellidos;Correo;Fecha;Entrada;Salida\nFern;fern@example.org;22/09/2026;15:00;16:00\n",
	    2, 1, 60 },
	{ "sign-in",
	    "Naam,Datum,Aankomst,Vertrek\nFern,22-09-2026,15:00,16:00\n", 2, 1,
	    60 },
	{ "sign-in",
	    "Nom,Pr\xC3\xA9nom,Date,Arriv\xC3\xA9"
	    "e,D\xC3\xA9part\nAshby,Fern,22/09/2026,15h00,16h00\n",
	    2, 1, 60 },
	{ "sign-in",
	    "Full name,Joined,Left\nFern,2026-09-22T15:00:00-05:00,2026-09-22T21:00:00Z\n",
	    2, 1, 60 },
};

/* The same stay, from 15:00 to 16:00, in every form of date and time. */
static void forms_of_time(void **state)
{
	static const char *const forms[][2] = {
		{ "2026/09/22 15:00:00", "2026/09/22 16:00:00" },
		{ "2026/9/22 午後3:00:00", "2026/9/22 午後4:00:00" },
		{ "2026/9/22 下午 3:00:00", "2026/9/22 下午 4:00:00" },
		{ "2026. 9. 22. 오후 3:00:00", "2026. 9. 22. 오후 4:00:00" },
		{ "2026年9月22日 15:00", "2026年9月22日 16:00" },
		{ "2026년 9월 22일 15:00", "2026년 9월 22일 16:00" },
		{ "22.9.2026 klo 15.00.00", "22.9.2026 klo 16.00.00" },
		{ "22.09.2026 15.00", "22.09.2026 16.00" },
		{ "22. 9. 2026 15:00:00", "22. 9. 2026 16:00:00" },
		{ "2026. 09. 22. 15:00:00", "2026. 09. 22. 16:00:00" },
		{ "22/09/2026 03:00:00 μ.μ.", "22/09/2026 04:00:00 μ.μ." },
		{ "22.09.2026 г., 15:00:00 ч.", "22.09.2026 г., 16:00:00 ч." },
		{ "15:00:00 22/09/2026", "16:00:00 22/09/2026" },
		{ "2026-09-22 15 h 00 min 00 s",
		    "2026-09-22 16 h 00 min 00 s" },
		{ "22 września 2026 15:00", "22 września 2026 16:00" },
		{ "22 сент. 2026 г. 15:00", "22 сент. 2026 г. 16:00" },
		{ "mar. 22/09/2026 15:00", NULL }, /* March of no year */
		{ "Di, 22. Sep 2026 15:00", "Di, 22. Sep 2026 16:00" },
		{ "'22/09/2026 15:00:00", "'22/09/2026 16:00:00" },
		{ "09/22/2026 03:00 PM CST", NULL },
		{ "46287.625", NULL }, /* a spreadsheet's day number */
		{ "15:00:00 16:00:00", NULL },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		const char *leave =
		    forms[i][1] != NULL ? forms[i][1] : forms[i][0];
		const char *data = tsm_arena_printf(&arena,
		    "Name (original name),Email,Join time,Leave time\n"
		    "Fern,fern@example.org,\"%s\",\"%s\"\n",
		    forms[i][0], leave);
		print_message("# %s\n", forms[i][0]);
		if (forms[i][1] == NULL) {
			read_fails(&reading, data, TSM_E_UNKNOWN, "line 2: ");
			continue;
		}
		struct tsm_import got = read_ok(&reading, data);
		assert_int_equal(seconds_of(&reading, &got, 2, 1), 3600);
	}
}

/* Two pairs are one stay with a break; more is for a person to say. */
static void pairs(void **state)
{
	(void)state;
	struct tsm_import got =
	    read_ok(&reading, "Name,Date,Time In,Time Out,Time In,Time Out\n"
			      "Fern,22/09/2026,15:00,15:30,16:00,16:40\n"
			      "Gil,22/09/2026,15:00,15:30,,\n"
			      "Hal,22/09/2026,,,16:00,16:40\n");
	assert_int_equal(seconds_of(&reading, &got, 2, 2), 70 * 60);
	assert_int_equal(seconds_of(&reading, &got, 3, 1), 30 * 60);
	assert_int_equal(seconds_of(&reading, &got, 4, 1), 40 * 60);
	read_fails(&reading,
	    "Name,Date,Time In,Time Out,Time In\n"
	    "Fern,22/09/2026,15:00,15:30,16:00\n",
	    TSM_E_AMBIGUOUS, "several columns of arrival or departure");
	read_fails(&reading,
	    "Name,In,Out,In,Out,In,Out\nFern,15:00,15:30,16:00,16:10,17:00,17:10\n",
	    TSM_E_AMBIGUOUS, "several columns of arrival or departure");
}

/* A column that may say who waited is not passed over. */
static void waiting(void **state)
{
	static const char *const heads[] = { "In waiting room", "Im Warteraum",
		"待機室内", "в зале ожидания" };
	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		struct tsm_import got = read_ok(&reading,
		    tsm_arena_printf(&arena,
			"Name (original name),Email,Join time,Leave time,%s\n"
			"Fern,fern@example.org,22/09/2026 15:00:00,22/09/2026 15:20:00,Yes\n"
			"Fern,fern@example.org,22/09/2026 15:20:00,22/09/2026 16:00:00,No\n",
			heads[i]));
		assert_int_equal(seconds_of(&reading, &got, 3, 1), 40 * 60);
		assert_string_equal(
		    row_at(&got, 2).ignored, "in the waiting room");
	}
	read_fails(&reading,
	    "Name (original name),Email,Join time,Leave time,Zz\n"
	    "Fern,fern@example.org,22/09/2026 15:00:00,22/09/2026 15:20:00,Sí\n"
	    "Fern,fern@example.org,22/09/2026 15:20:00,22/09/2026 16:00:00,No\n",
	    TSM_E_AMBIGUOUS, "may mean the waiting room");
}

/* What a file says of its zone holds, or the file is not read. */
static void zones(void **state)
{
	static const struct {
		const char *words; /* in the heading of the joins */
		bool fits;         /* Chicago in September */
	} heads[] = {
		{ "Join Time", true },
		{ "Join Time (CT)", true },
		{ "Join Time (CDT)", true },
		{ "Join Time (CST)", true }, /* said in summer, too */
		{ "Join Time (GMT-05:00)", true },
		{ "Join Time (UTC-5)", true },
		{ "Join Time (America/Chicago)", true },
		{ "Join Date/Time", true },
		{ "Join Time (UTC)", false },
		{ "Join Time (EST)", false },
		{ "Join Time (MT)", false },
		{ "Join Time (GMT+0530)", false },
		{ "Join Time (America/New_York)", false },
		{ "Join Time (Europe/Paris)", false },
	};
	static const char row[] =
	    "Fern,fern@example.org,22/09/2026 15:00:00,22/09/2026 16:00:00,60,No\n";
	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		const char *data = tsm_arena_printf(&arena,
		    "Name (original name),Email,%s,Leave time,Duration (minutes),Guest\n%s",
		    heads[i].words, row);
		print_message("# %s\n", heads[i].words);
		if (!heads[i].fits) {
			read_fails(&reading, data, TSM_E_AMBIGUOUS,
			    "line 1 names the zone");
			continue;
		}
		struct tsm_import got = read_ok(&reading, data);
		assert_int_equal(seconds_of(&reading, &got, 2, 1), 3600);
	}
	read_fails(&reading,
	    "Time zone: Asia/Kolkata\n\n"
	    "Name,Email,Join time,Leave time,Duration (minutes),Guest\n"
	    "Fern,fern@example.org,22/09/2026 15:00:00,22/09/2026 16:00:00,60,No\n",
	    TSM_E_AMBIGUOUS, "line 1 names the zone Asia/Kolkata");
	read_fails(&reading,
	    "Name,Join time,Leave time,Time zone\n"
	    "Fern,22/09/2026 15:00:00,22/09/2026 16:00:00,America/Chicago\n"
	    "Gil,22/09/2026 15:00:00,22/09/2026 16:00:00,America/Denver\n",
	    TSM_E_AMBIGUOUS, "line 3 names the zone America/Denver");
}

static void recognised(void **state)
{
	(void)state;
	reading.options.undated_ok = true;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		print_message("# %zu %s\n", i, samples[i].importer);
		struct tsm_import got = read_ok(&reading, samples[i].data);
		assert_string_equal(got.importer, samples[i].importer);
		assert_int_equal(seconds_of(&reading, &got, samples[i].line,
				     samples[i].rows),
		    samples[i].minutes * 60);
		assert_int_equal(got.rejected_count, 0);
		const char *shown = row_at(&got, samples[i].line).display;
		if (shown != NULL && strchr(shown, ' ') != NULL)
			assert_string_equal(shown, got.delimiter == ';'
						       ? "Ashby, Fern"
						       : "Fern Ashby");
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(recognised),
		TEST(forms_of_time),
		TEST(pairs),
		TEST(waiting),
		TEST(zones),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
