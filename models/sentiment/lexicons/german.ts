import type { LexiconSource } from './lexicon.ts';

export const german: LexiconSource = {
  words: [
    [
      3,
      `hervorragend* ausgezeichnet* fantastisch* wunderbar* großartig* grossartig* perfekt* exzellent* genial* traumhaft* spitze spitzen*
 brillant* phänomenal* sensationell* überragend* erstklassig* liebe_es liebe_dich liebe_euch begeistert begeisternd* begeisterung
 hammer hammermäßig mega megageil bombe wahnsinnig_gut sehr_gut vielen_dank tausend_dank herzlichen_dank besten_dank bestens
 wunderschön* unglaublich_gut der_beste die_beste das_beste beste besten bester bestes absolut_top einwandfrei* tadellos* grandios*
 zauberhaft* herrlich* klasse atemberaubend* weltklasse`,
    ],
    [
      2,
      `gut gute guten guter gutes danke dankeschön dank danken dankbar dankt schön schöne schönen schöner schönes schönste* super toll tolle
 tollen toller tolles prima freut freue freuen freude freu freudig fröhlich* glücklich* glück glückwunsch gratuliere gratulation froh
 liebe lieben lieber liebes lieb liebste* liebt verliebt mag_ich gefällt gefallen empfehle empfehlen empfehlenswert* empfehlung zufrieden
 zufriedenheit nett nette netten netter nettes freundlich* hilfsbereit* hilfreich* höflich* sympathisch* lecker leckere leckeres köstlich*
 lustig* witzig* spaß spass spaßig cool coole cooles geil geile geiler geiles nice erfolg erfolgreich* sieg siege gewonnen gewinnen
 gewinner gewinnt stolz hübsch* süß süss süße süßer süßes süße* niedlich* lächeln lachen gelacht grins* haha hahaha jubel* feiern feier
 yay juhu juhuu hurra bravo glückwünsche alles_gute viel_erfolg viel_glück viel_spaß gerne_wieder immer_wieder_gerne top love
 besser läuft_super funktioniert_super passt_perfekt sehr_schön herzlich* angenehm* entspannt* geniess* genieß* genoss wohl wohlfühlen
 interessant* spannend* beeindruck* überzeugt überzeugend* faszinier* kuscheln kuss küsse umarmung knuddel* weiter_so respekt
 vorfreude verdient_gewonnen applaus happy awesome amazing great thanks perfect bezaubernd* sensationell lobenswert*`,
    ],
    [
      1,
      `gern gerne einfach_gut schnell schnelle schneller zügig pünktlich* bequem* sauber* frisch* günstig* kostenlos gratis geschenk*
 rabatt interessiert interesse nützlich* geholfen hilft gelöst behoben erledigt_danke funktioniert_wieder geht_wieder angekommen_danke
 kein_problem keine_ursache kein_thema keine_probleme ohne_probleme problemlos* passt_danke passt klappt geklappt hoffe hoffentlich
 hoffnung ruhig ruhe sicher qualität vertrauen ehrlich* stark starke starker unterstütz* party feiertag urlaub ferien wochenende freund
 freunde freundin freunden traum träume träumen frei willkommen positiv* verbesser* praktisch* elegant* stilvoll warm sonne sonnig*
 lob loben lobt gelungen gelungene lohnt_sich lohnt wert preiswert fair faire bereit würde_gern_bestellen möchte_bestellen möchte_kaufen
 yeah yes jawohl wow xd lol hehe hihi richtig_gut fein feine klug schlau mutig talent* glanz gesund* gesegnet segen frieden freiheit
 unterhaltsam* liebevoll* goldig fan fans lieblings*`,
    ],
    [
      -1,
      `langsam* spät verspätet verspätung verzögert verzögerung warte warten gewartet immer_noch_nicht noch_immer_nicht noch_nicht teuer teure
 teurer problem probleme schwierig* kompliziert* unklar* verwirr* sorge sorgen besorgt nervös angst ängstlich müde erschöpft fehlt
 fehlen fehlte verloren verlieren verliert verlust fehler falsch* kaputt defekt defekte beschädigt* gerissen leider bedauere bedauerlich*
 schade entschuldig* tut_mir_leid krank kranke schmerz* weh kopfweh allein einsam* langweilig* langweile komisch* seltsam* merkwürdig*
 dreckig* schmutzig* lärm rückerstattung erstattung geld_zurück mein_geld zurückschicken zurückgeben reklamation reklamieren
 stornieren storniert storno kündigen kündigung gekündigt abmelden abbestellen keine_nachrichten keine_antwort antwortet_nicht niemand_antwortet
 meldet_sich_nicht niemand_meldet nicht_angekommen nicht_erhalten nicht_bekommen nichts_bekommen nicht_geliefert wo_bleibt wo_ist_meine
 wo_ist_mein wann_kommt ausverkauft nicht_verfügbar nicht_lieferbar kein_interesse funktioniert_nicht geht_nicht
 klappt_nicht läuft_nicht zu_teuer zu_spät zu_klein zu_groß zu_lange falsche_größe falscher_artikel beschwerde beschwere beschweren
 krise schuld kritik kritisier* korrupt* arbeitslos* protest* drohung droht bedroht streit konflikt skandal verdacht angeklagt gefängnis
 festgenommen verletzt* unfall unfälle armut weinen weint heulen heul heule tränen stress stressig* gestresst leiden leid leidet
 neid neidisch lügt unmöglich* scheitern gescheitert niederlage schwach* ignorier* ungerecht* unfair* blöd blöde blöder blödes doof doofe
 doofer doofes dumm dumme dummer lächerlich* peinlich* nervt nerven nervig* genervt gestrichen ausgefallen ausfall absage absturz
 abgestürzt verpasst verboten streik frieren gefahr gefährlich* notfall mist hmpf naja grml grmpf seufz hunger
 langeweile verspätungen überfordert stau chaos vermisse vermissen pleite schulden`,
    ],
    [
      -2,
      `schlecht schlechte schlechten schlechter schlechtes schlimm schlimme schlimmer mies miese mieser mieses traurig* trauer unglücklich*
 ärger ärgerlich* ärgere ärgert verärgert wütend* wut sauer stinksauer enttäuscht enttäuschend* enttäuschung frustriert frustrierend* frust
 unverschämt* frech frechheit unfreundlich* unhöflich* inkompetent* unfähig* nutzlos* wertlos* sinnlos* müll schrott dreck scheiße scheisse
 scheiß scheiss scheißt kacke arsch arschloch arschlöcher idiot idioten trottel depp deppen spinner wichser fick ficken verfickt* fuck
 shit verdammt* verdammte betrug betrüger* betrogen abzocke abzocker gestohlen diebstahl klauen geklaut lüge lügen lügner gelogen
 fake fälschung unzumutbar* inakzeptabel unseriös* zeitverschwendung geldverschwendung nie_wieder finger_weg rate_ab abgelaufen
 verdorben verschimmelt hässlich* eklig* ekel ekelhaft* stinkt tot tote toten tod töten getötet sterben stirbt starb gestorben mord mörder
 ermordet terror* krieg gewalt gewalttätig* angriff anschlag katastrophe katastrophal* tragödie tragisch* zerstör* depressiv* depression
 verzweifelt* beleidig* grausam* böse böser brutal* kotzen kotz kotzt zum_kotzen hass hassen nazi nazis rassist* rassismus rechtsextrem*
 wertloser unbrauchbar* schäm* schande skandalös* elend* lahm mangelhaft* unterirdisch* bescheuert* bekackt* versagt versagen versager`,
    ],
    [
      -3,
      `furchtbar* schrecklich* grauenhaft* grauenvoll* entsetzlich* abscheulich* widerlich* unerträglich* das_letzte schlechteste* schlimmste*
 hasse hasst absolute_frechheit saumäßig* miserabel* horror nie_wieder_bestellen unter_aller_sau`,
    ],
  ],
  negators: 'nicht nich net ned nix nie niemals kein keine keinen keiner keines keinem ohne nichts weder kaum',
  negatesAhead: 3,
  negatesBack: 3,
  stronger: `sehr so total echt wirklich absolut extrem unglaublich wahnsinnig richtig mega voll ganz besonders viel viele mehr immer super
 verdammt unheimlich sowas_von`,
  weaker: 'etwas bisschen ein_wenig wenig fast vielleicht kaum weniger halbwegs einigermaßen',
  contrast: 'aber jedoch allerdings trotzdem obwohl sondern',
  markers: `der die das den dem des ein eine einen einem einer eines und oder ist sind war waren sein bin bist ich du er sie es wir ihr mich mir
 dich dir uns euch mein meine dein deine seine ihre für mit von zu zum zur auf in im an am bei aus nach über unter wie was wer wo
 wann warum wenn dann als auch noch schon nur mal ja nein hallo hi guten_tag moin bitte bestellung heute gestern morgen hab habe hat
 haben wird werden kann können will muss dass weil denn doch man sich`,
};
