/*
 * The vocabulary: English, Spanish, German, French, Portuguese, Dutch and
 * Italian; words_more.c has the others. What tools write differs by year
 * and translator, so that every meaning has loose phrases too: a word that
 * is missing here is a column that is not found unless its values speak for
 * themselves (tsm_columns_infer).
 */
#include <string.h>

#include "words.h"

/* Compared whole; nothing stands here or in words_more.c twice. */
static const struct tsm_words exact[] = {
	{ COL_NAME,
	    "name|full name|printed name|print name|participant|participant "
	    "name|attendee|attendee name|display name|user name|username|"
	    "fullname|student|student name" },
	{ COL_NAME,
	    "nombre|nombre completo|nombre y apellidos|apellidos y nombre|nom et prenom|prenom et nom|nom prenom|prenom nom|vor und nachname|nachname vorname|name vorname|cognome e nome|nome e sobrenome|nome e apelido|voor en achternaam|participante|asistente|"
	    "nom|nom complet|nom d utilisateur|nom du participant|nome|nome "
	    "completo|nome e cognome|nominativo|naam|volledige naam|deelnemer|"
	    "vollstandiger name|teilnehmer|teilnehmername|anzeigename|"
	    "benutzername|nome do participante|nome utente|partecipante|"
	    "imie i nazwisko|pelna nazwa|namn|fullstandigt namn|navn|fulde "
	    "navn" },
	{ COL_FIRST,
	    "first name|given name|firstname|vorname|nombre de pila|nombres|"
	    "prenom|primeiro nome|nome proprio|voornaam|imie|fornamn|fornavn" },
	{ COL_LAST,
	    "last name|family name|surname|lastname|nachname|familienname|"
	    "apellido|apellidos|apellido s|nom de famille|sobrenome|apelido|"
	    "ultimo nome|cognome|achternaam|nazwisko|efternamn|efternavn" },
	{ COL_EMAIL,
	    "email|e mail|email address|e mail address|user email|mail|"
	    "attendee email|e mail del usuario|correo|correo electronico|"
	    "direccion de correo|e mail adresse|benutzer e mail|adresse e "
	    "mail|courriel|adresse courriel|endereco de email|e mail do "
	    "usuario|email do utilizador|e mailadres|mailadres|indirizzo "
	    "email|posta elettronica|indirizzo e mail|adres e mail|e post|"
	    "e postadress" },
	{ COL_ID,
	    "participant id upn|upn|participantid|participant id|sis login "
	    "id|teilnehmer id upn|teilnehmer id|id de participante upn|id du "
	    "participant upn|id do participante upn|deelnemer id upn|id "
	    "partecipante upn|user principal name" },
	{ COL_JOIN,
	    "join time|joined|join|time joined|first join|first join time|"
	    "joined at|join date|hora para unirse|hora de entrada|hora de "
	    "union|erster beitritt|beitrittszeit|beitritt|heure d arrivee|"
	    "heure d entree|heure de connexion|ora di ingresso|ora di "
	    "accesso|ora di entrata|tijdstip van deelname|deelnametijd|horario "
	    "de entrada|hora de ingresso" },
	{ COL_LEAVE,
	    "leave time|left|leave|time exited|last leave|last leave time|"
	    "time left|left at|exited|leave date|hora para salir|hora de "
	    "salida|letztes verlassen|austrittszeit|heure de depart|heure de "
	    "sortie|ora di uscita|vertrektijd|tijdstip van vertrek|horario de "
	    "saida|hora de saida" },
	{ COL_ARRIVE,
	    "in|time in|arrival|arrival time|arrived|sign in|sign in time|"
	    "signed in|check in|checked in|llegada|hora de llegada|ankunft|"
	    "gekommen|kommt|arrivee|arrivo|ora di arrivo|chegada|hora de "
	    "chegada|aankomst|aankomsttijd|entrada|entrata|entree" },
	{ COL_DEPART,
	    "out|time out|departure|departure time|departed|sign out|sign out "
	    "time|signed out|check out|checked out|salida|gegangen|geht|"
	    "abreise|depart|partenza|saida|vertrek|uscita|sortie" },
	{ COL_DURATION,
	    "duration|in meeting duration|attendance duration|time in "
	    "session|total duration|attended duration|duracion|dauer|duree|"
	    "duracao|durata|duur|czas trwania|varaktighet|varighed" },
	{ COL_MINUTES,
	    "duration minutes|time in session minutes|duracion minutos|dauer "
	    "minuten|duree minutes|duracao minutos|durata minuti|duur "
	    "minuten|minutes|minutes attended|attended minutes" },
	{ COL_TOTAL, "total duration minutes|total minutes" },
	{ COL_GUEST, "guest|is guest|invitado|gast|invite|convidado|ospite|"
		     "visitante|es invitado|ist gast" },
	{ COL_CONSENT, "recording consent|recording disclaimer response" },
	{ COL_WAITING,
	    "in waiting room|en sala de espera|im warteraum|dans la salle d "
	    "attente|en salle d attente|na sala de espera|in wachtruimte|in "
	    "wachtkamer|in sala d attesa" },
	{ COL_ROLE,
	    "role|meeting role|rol|rolle|funcion|papel|funcao|ruolo|rola|"
	    "roll|fonction" },
	{ COL_ACTION,
	    "user action|action|useraction|accion|accion del usuario|aktion|"
	    "benutzeraktion|action de l utilisateur|action utilisateur|acao|"
	    "atividade|acao do usuario|azione|azione utente|azione dell "
	    "utente|actie|gebruikersactie|activiteit|activite|aktivitat|"
	    "actividad|attivita|akcja|akcja uzytkownika" },
	{ COL_STAMP,
	    "timestamp|time stamp|marca de tiempo|marca temporal|zeitstempel|"
	    "horodatage|horodateur|carimbo de data hora|data hora|carimbo de "
	    "tempo|indicatore data e ora|data e ora|tijdstempel|tijdstip|"
	    "znacznik czasu" },
	{ COL_STAMP_UTC,
	    "utc event timestamp|utceventtimestamp|utc timestamp|event "
	    "timestamp utc" },
	{ COL_ATTENDED,
	    "attended|asistio|teilgenommen|a participe|participou|"
	    "compareceu|ha partecipato|deelgenomen|bijgewoond|asistencia si "
	    "no" },
	{ COL_DATE,
	    "date|session date|class date|fecha|datum|data|day|dia|jour|tag|"
	    "dag|giorno|fecha de clase" },
	{ COL_SESSION,
	    "session|session number|session no|sesion|sitzung|termin|seance|"
	    "sessao|sessione|sessie" },
	{ COL_STATUS,
	    "attendance|status|attendance status|asistencia|anwesenheit|"
	    "presence|presenca|presenza|aanwezigheid|estado" },
	{ COL_EVENT,
	    "topic|event name|meeting name|meeting title|meeting topic|tema|"
	    "thema|sujet|topico|argomento|onderwerp|webinar name|titulo de la "
	    "reunion" },
	{ COL_EVENT_ID,
	    "id|meeting id|webinar id|meeting number|id de reunion|meeting "
	    "key|id de la reunion|besprechungs id|id de reuniao|vergader id" },
	{ COL_EVENT_START,
	    "start time|meeting start time|event start time|actual start "
	    "time|scheduled start time|session start time|hora de inicio|"
	    "hora de comienzo|startzeit|beginn|anfangszeit|heure de debut|"
	    "starttijd|begintijd|ora di inizio|horario de inicio|hora real "
	    "de inicio|tatsachliche startzeit" },
	{ COL_EVENT_END,
	    "end time|meeting end time|event end time|actual end time|session "
	    "end time|hora de finalizacion|hora de fin|hora de termino|"
	    "endzeit|ende|heure de fin|eindtijd|ora di fine|horario de "
	    "termino|ora di conclusione" },
	{ COL_EVENT_MINUTES, "actual duration minutes" },
	{ COL_HOST, "host|host name|anfitrion|hote|anfitriao|organizer|"
		    "organizador" },
	{ COL_PARTICIPANTS,
	    "participants|number of participants|total number of participants|attended "
	    "participants|unique viewers|total users|participantes" },
	{ COL_CONNECTION, "connection type|audio type|client type" },
	{ COL_MODERATOR, "moderator|moderador|moderateur|moderatore|is "
			 "moderator" },
	{ COL_SCORE,
	    "activity score|puntuacion de actividad|aktivitatspunkte|score d "
	    "activite|activiteitsscore|punteggio attivita|pontuacao de "
	    "atividade" },
	{ COL_TALK,
	    "talk time|tiempo de conversacion|sprechzeit|redezeit|temps de "
	    "parole|spreektijd|tempo di conversazione|tempo de fala|webcam "
	    "time" },
	{ COL_TAKEN,
	    "taken sessions|sesiones tomadas|sesiones registradas|erfasste "
	    "sitzungen|sessions enregistrees|sessoes realizadas|afgenomen "
	    "sessies|sessioni registrate" },
	{ COL_COURSE, "course id|course name|course code|curso|kurs|cours" },
	{ COL_SECTION, "section|section id|section name" },
	{ COL_LOGIN, "sis user id|student id|sis student id" },
	{ COL_ZONE,
	    "time zone|timezone|zeitzone|fuseau horaire|zona horaria|fuso orario|"
	    "fuso horario|tijdzone|tidszon|tidszone|tidssone|strefa czasowa" },
};

/* By the beginnings of words, all of a phrase; the first that fits. */
static const struct tsm_words loose[] = {
	{ COL_ORIGINAL,
	    "nam* orig*|nombre orig*|nom* orig*|naam orig*|naam oorspronk*|"
	    "nam* ursprung*|nome orig*|nazw* oryg*|namn urspr*|name "
	    "originalname" },
	{ COL_TOTAL,
	    "total* dur* min*|gesamtdauer*|duree tot* min*|durata tot* min*|"
	    "totale duur*|tota* dur* min*" },
	{ COL_WAITING,
	    "wait* room|warte*|wachtru*|sala espera|attesa|attente" },
	{ COL_CONSENT, "record* cons*|record* discl*|grabacion|aufzeichnung*|"
		       "enregistrement|gravacao|registrazione|opname*" },
	{ COL_EMAIL, "email*|mail*|correo|courriel*|e mail*" },
	{ COL_ID, "upn" },
	{ COL_MINUTES,
	    "durat* min*|durac* min*|dauer* min*|duree min*|duur* min*|time "
	    "min*|zeit* min*|temps min*|tiempo min*|tempo min*|tijd* min*" },
	{ COL_EVENT_START, "meeting start*|event start*|webinar start*" },
	{ COL_EVENT_END, "meeting end*|event end*|webinar end*" },
	{ COL_JOIN,
	    "join*|beitr*|beigetr*|teilnahme* beginn*|unirs*|unio|union|"
	    "incorporac*|entrada|entrar|acceso|arriv*|rejoin*|entree|"
	    "connexion|ingress*|entrou|entrat*|unit*|access*|entrata|deelna*|deelgenomen|"
	    "toegetreden|toetred*|binnenkomst|aanmeld*|dołacz*|anslut*|"
	    "teilnahmezeit*|partecipaz*|tilslut*" },
	{ COL_LEAVE,
	    "leav*|left|exit*|verlass*|austritt*|salid*|salir|salio|sorti*|"
	    "depart*|quitt*|said*|saiu|sair|uscit*|abbandon*|abandon*|"
	    "deconn*|beendig*|austritts*|vertrek*|verlat*|verliet|afmeld*|"
	    "opuszcz*|lamna*|forlad*|forlat*|utgang*" },
	{ COL_DURATION,
	    "durat*|durac*|dauer|duree|duur|teilnahmedauer|aufenthaltsdauer|"
	    "besprechungsdauer|czas|varaktighet" },
	{ COL_STAMP, "timestamp*|zeitstempel*|horodat*|tijdstempel*" },
};

/* The text up to the next '|'; *rest goes behind it. */
static size_t next_phrase(const char **rest, const char **ret_start)
{
	const char *start = *rest;
	const char *bar = strchr(start, '|');
	size_t len = bar != NULL ? (size_t)(bar - start) : strlen(start);
	*rest = bar != NULL ? bar + 1 : start + len;
	*ret_start = start;
	return len;
}

static bool is_one_of(const char *phrases, const char *folded)
{
	size_t want = strlen(folded);
	const char *phrase = NULL;
	while (*phrases != '\0') {
		size_t len = next_phrase(&phrases, &phrase);
		if (len == want && memcmp(phrase, folded, len) == 0)
			return true;
	}
	return false;
}

/* Some word of the header begins with (or, without a star, is) this. */
static bool has_word(const char *folded, const char *word, size_t len)
{
	bool open = len > 0 && word[len - 1] == '*';
	size_t stem = open ? len - 1 : len;
	for (const char *at = folded; at != NULL && *at != '\0';) {
		if (strncmp(at, word, stem) == 0 &&
		    (open || at[stem] == ' ' || at[stem] == '\0'))
			return true;
		at = strchr(at, ' ');
		at = at != NULL ? at + 1 : NULL;
	}
	return false;
}

/* All words of a loose phrase occur. */
static bool has_words(const char *folded, const char *phrase, size_t len)
{
	size_t start = 0;
	for (size_t i = 0; i <= len; i++) {
		if (i < len && phrase[i] != ' ')
			continue;
		if (!has_word(folded, phrase + start, i - start))
			return false;
		start = i + 1;
	}
	return true;
}

static bool fits_loosely(const char *phrases, const char *folded)
{
	const char *phrase = NULL;
	while (*phrases != '\0') {
		size_t len = next_phrase(&phrases, &phrase);
		if (has_words(folded, phrase, len))
			return true;
	}
	return false;
}

enum tsm_column tsm_word_column(const char *folded, bool *ret_loose)
{
	*ret_loose = false;
	for (size_t i = 0; i < sizeof(exact) / sizeof(exact[0]); i++)
		if (is_one_of(exact[i].phrases, folded))
			return exact[i].column;
	for (const struct tsm_words *w = tsm_words_more; w->column != COL_COUNT;
	     w++)
		if (is_one_of(w->phrases, folded))
			return w->column;
	*ret_loose = true;
	for (size_t i = 0; i < sizeof(loose) / sizeof(loose[0]); i++)
		if (fits_loosely(loose[i].phrases, folded))
			return loose[i].column;
	return COL_COUNT;
}
