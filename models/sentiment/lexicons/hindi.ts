import type { LexiconSource } from './lexicon.ts';

/** In Devanagari and as people type it in Latin letters; English words are read beside these (see `lexicons.ts`). */
export const hindi: LexiconSource = {
  words: [
    [
      3,
      `शानदार बेहतरीन लाजवाब उत्कृष्ट सर्वश्रेष्ठ सर्वोत्तम अद्भुत कमाल जबरदस्त ज़बरदस्त बढ़िया_है बहुत_बढ़िया बहुत_अच्छा बहुत_अच्छी बहुत_अच्छे उम्दा बेमिसाल
 शानदार_है मजेदार दमदार अनोखा परफेक्ट बेस्ट बहुत_बहुत_धन्यवाद सुपर्ब
 shandar shaandar shandaar behtareen behtarin lajawab lajawaab zabardast jabardast kamaal kamal_ka kamal_ki dhansu jhakaas jhakas
 bahut_badhiya bahut_accha bahut_acha bahut_achha bahut_acchi bahut_achi bahut_khoob bohot_acha bht_acha mast_hai ekdum_mast dil_khush
 dil_jeet_liya maza_aa_gaya maja_aa_gaya mazaa_aa_gaya waah wah wahh umda`,
    ],
    [
      2,
      `अच्छा अच्छी अच्छे अच्छाई बढ़िया बढिया धन्यवाद शुक्रिया आभार आभारी खुश खुशी ख़ुशी खुशियां खुशियाँ प्रसन्न प्रसन्नता सुंदर सुन्दर खूबसूरत ख़ूबसूरत प्यार
 प्यारा प्यारी प्यारे पसंद पसन्द पसंदीदा मजा मज़ा मजे मज़े मज़ेदार आनंद आनन्द बेहतर बधाई बधाईयां बधाइयाँ मुबारक शुभकामनाएं शुभकामनाएँ शुभकामना स्वादिष्ट
 लजीज सफल सफलता जीत जीता जीते विजय गर्व सम्मान इज्जत रोमांचक मनोरंजक दिलचस्प आकर्षक प्रभावशाली प्रशंसा तारीफ काबिले_तारीफ खासियत वाह शाबाश
 भरोसेमंद ईमानदार मददगार सहायक संतुष्ट लोकप्रिय प्रतिभाशाली नेक हंसी मुस्कान मुस्कुराहट दोस्त यादगार सुहाना आशीर्वाद जिंदाबाद पैसा_वसूल हिट सुपरहिट
 accha acha achha acchi achi achhi achhe acche ache achaa badhiya badiya bdhiya bdia badia dhanyavad dhanyawad dhanyavaad shukriya shukria
 shukrya khush khushi khushiya khushiyan khusi khubsurat khoobsurat sundar pyar pyaar pyaara pyara pyari pyare pyr pasand psnd maza maja mazaa
 mazedaar majedar mazedar mast mazza anand behtar badhai badhaai badhayi mubarak mubarakbad shubhkamnaye subhkamnaye shubhkamna swadisht
 safal safalta jeet jeeta jeete jeetega jeetenge jeet_gaye garv izzat ijjat samman dilchasp shabash shabaash imandar imaandar madadgar
 santusht hasi muskan muskaan dua duaa duayein ashirwad aashirwad zindabad jindabad paisa_vasool paisa_wasool superhit hit mashallah
 mashaallah masha_allah alhamdulillah inshallah jai_hind jai_ho jai jay_hind salute salaam naman pranam vande_mataram sahi_hai
 sahi_kaha sahi_bola swagat dosto dil_se dil bhagwan_aapko allah_aapko khuda_aapko bhala shukar sukoon gazab gajab ghazab kadak fadu
 bhadiya bemisal lakh_lakh khub khoob tareef taarif sher sherni pyaare lajwab kamyab kamyaab kamyabi zindadil mehnati sexy hero`,
    ],
    [
      1,
      `ठीक_है सही जल्दी आसान आसानी सस्ता सस्ती साफ ताजा मुफ्त उपहार तोहफा छूट उपयोगी फायदेमंद फायदा लाभ मदद उम्मीद आशा शांति विश्वास भरोसा सुरक्षित
 तेज मजबूत हल्का स्वागत उत्सव त्योहार सपना सपने समर्थन सुधार विकास साथ आराम आरामदायक चमक चमकदार नया स्पष्ट सक्षम खास विशेष
 कोई_बात_नहीं कोई_दिक्कत_नहीं कोई_समस्या_नहीं लाइक सपोर्ट अच्छाइयां नमस्कार
 thik_hai theek_hai thk_hai tik_hai sahi jaldi aasan asaan sasta sasti saaf taza muft tohfa chhoot fayda faida faayda madad umeed ummeed asha
 aasha shanti bharosa vishwas koi_baat_nahi koi_bat_nahi koi_dikkat_nahi koi_problem_nahi no_tension mil_gaya_thanks swagat_hai
 tyohar eid_mubarak sapna sapne vikas support apna_bhai bhai_bhai yaar_mast aman jannat nek sacha sachcha sachi sacchi farishta tayyar
 chahiye_mujhe lena_hai kharidna_hai order_karna_hai hahaha hehe hihi pakka jasbaa jazba himmat azad azaadi salamat mehnat`,
    ],
    [
      -1,
      `देर देरी इंतजार इंतज़ार महंगा महंगी महँगा महँगी समस्या समस्याएं दिक्कत दिक़्क़त परेशान परेशानी मुश्किल कठिन कठिनाई चिंता चिन्ता डर डरावना थका थकान
 थक कमी कमियां खो_गया गलत ग़लत गलती ग़लती खराबी टूटा टूटी टूट माफ माफी अफसोस अफ़सोस बीमार बीमारी दर्द दुख दुःख अकेला बोर बोरिंग उबाऊ अजीब
 गंदा गंदी गन्दा रिफंड वापस_करो पैसे_वापस रद्द कैंसिल शिकायत जवाब_नहीं नहीं_मिला नहीं_आया नहीं_मिली नहीं_आई कब_आएगा कब_मिलेगा कहां_है_मेरा
 काम_नहीं नहीं_चल नहीं_चाहिए हार हारा हारे हारी असफल विफल विफलता कमजोर कमज़ोर संकट आरोप आरोपी विरोध धमकी विवाद गिरफ्तार जेल घायल हादसा
 हादसे गरीब गरीबी भूख रोना रो आंसू आँसू तनाव पीड़ा पीड़ित मजबूर लापरवाह लापरवाही अन्याय भ्रष्ट भ्रष्टाचार नुकसान नुक़सान सुस्त धीमा धीमी
 निराश अभाव शर्म बेकाबू धुंधला औसत फीका फीकी कमजोरी अफवाह बेरोजगार बेरोजगारी टेंशन फेल फ्लॉप
 der deri intezar intezaar intjar mehnga mehanga mehngi mahanga mahenga samasya dikkat dikat pareshan pareshaan preshan pareshani mushkil
 mushkil_hai chinta dar_lag thak kami galat glat galti glti kharabi toota tuta tooti tuti toot_gaya maaf maafi mafi afsos bimar beemar
 bimari dard dukh dukhi dukh_hua akela bore ajeeb ganda gandi gande wapas_karo wapis_karo paise_wapas paisa_wapas refund_karo
 refund_chahiye cancel_kar cancel_karo shikayat jawab_nahi reply_nahi koi_reply koi_jawab nahi_mila nhi_mila nahi_aaya nhi_aaya nahi_ayi
 nahi_mili nhi_mili abhi_tak_nahi abhi_tak_nhi kab_aayega kab_ayega kab_milega kab_tak kahan_hai_mera kaha_hai_mera kaam_nahi kam_nahi
 kaam_nhi kam_nhi chal_nahi nahi_chal nhi_chal nahi_chahiye nhi_chahiye band_karo message_mat mat_bhejo haar haara hara_diya hare
 kamzor kamjor jail garib gareeb rona ro_raha ro_rahi rona_aa rote aansu ansu aansoo tension majboor nuksan nuksaan slow_hai sharam sharm
 sharmindagi bekaboo udas udaas tanha tanhai akele aukat aukaat galiyan gaali jhagda ladai ilzaam mehngai mahngai garibi
 bechara bechari bakchodi drama nautanki natak jalan jalte jalta jalti bhag bhaag chup chamcha chamche tukde tukre dhamki zulm julm`,
    ],
    [
      -2,
      `खराब ख़राब बुरा बुरी बुरे बेकार दुखी दु:खी दुखद नाराज नाराज़ गुस्सा गुस्से क्रोध निराशा निराशाजनक घटिया बकवास रद्दी कचरा बेवकूफ मूर्ख पागल झूठ झूठा झूठी
 झूठे धोखा धोखेबाज धोखाधड़ी ठगी ठग चोर चोरी लूट फर्जी नकली बदतमीज बेशर्म शर्मनाक शर्मिंदा बर्बाद बरबाद बर्बादी समय_की_बर्बादी पैसे_की_बर्बादी
 नफरत नफ़रत हत्या हत्यारा मौत मृत्यु मर_गया मर_गए मरे मारे_गए मार हमला आतंक आतंकी आतंकवाद आतंकवादी युद्ध हिंसा दंगा दंगे दंगों बलात्कार
 त्रासदी तबाही विनाश गद्दार देशद्रोही कमीना कमीने साला साले कुत्ता कुत्ते हरामी हरामखोर गंदगी अपमान क्रूर जहर बदनाम नालायक निकम्मा अहंकार
 kharab khrab kharaab bura buri bure bekar bekaar naraz naaraz naraaz gussa ghussa nirash nirasha ghatiya gatiya ghatia bakwas bakwaas bakwass
 raddi kachra bewakoof bewkoof bevkuf bewakuf murkh pagal paagal gadha gadhe jhooth jhoot jhuth jhutha jhootha jhuta jhoothe jhute
 dhokha dhoka dhokebaaz dhokebaj thagi thag chor chori choor loot lut farzi farji nakli badtameez badtamiz besharam besharm barbad
 barbaad bakwas_service time_waste paisa_barbad paise_barbad nafrat hatya maut mar_gaya mar_gaye mar_ja maar_dala marna mara_gaya hamla
 aatankwad atankwad atanki aatanki atankwadi aatankwadi danga dange rape balatkar tabahi gaddar gaddaar deshdrohi kamina kamine kamini
 sala saala sale saale kutta kutte kutti kutiya harami haraami haramkhor haramzade suar suwar chutiya chutiye chutiyapa chu gandu gaandu
 madarchod bhenchod behenchod bhosdike bhosdi bsdk mc bc lodu lauda lund randi bhadwa bhadwe dalal dalle tatti nalayak nikamma nikamme
 zeher jeher zehar jahil jaahil jahannum laanat lanat lanat_hai thu thoo ghamand chhichora neech nich ghatiyapan makkar kameena kameene
 fuddu ullu ullu_banaya anpadh`,
    ],
    [
      -3,
      `बहुत_खराब बहुत_बुरा बहुत_बेकार सबसे_खराब बेहद_खराब घृणा भयानक भयंकर घिनौना एकदम_बकवास
 bahut_kharab bahut_bura bahut_bekar sabse_kharab sabse_ghatiya ekdum_bakwas ekdam_bakwas bhayanak bohot_kharab bht_kharab bahut_ghatiya
 bekar_service ghinona`,
    ],
  ],
  negators: `नहीं नही न ना मत बिना nahi nahin nhi nai nahee naa mat bina kabhi_nahi`,
  negatesAhead: 1,
  negatesBack: 2,
  stronger: `बहुत बेहद काफी काफ़ी अत्यंत इतना इतनी इतने एकदम बिल्कुल बिलकुल सबसे ज्यादा ज़्यादा हमेशा सच
 bahut bohot bohut bahot boht bht bhut bhot bahoot behad kaafi kafi itna itni itne ekdum ekdam bilkul sabse jyada zyada zyda hamesha
 sach sachme`,
  weaker: 'थोड़ा थोड़ी थोड़े कम शायद थोड़ा_सा thoda thodi thode thora kam shayad zara',
  contrast: 'लेकिन मगर परंतु परन्तु किंतु किन्तु lekin lakin magar parantu',
  markers: `है हैं हूं हूँ था थी थे का की के को से में पर और या यह वह ये वो मैं हम तुम आप मेरा मेरी मेरे आपका क्या कब कहां कैसे क्यों कौन जो तो भी ही कर
 करना करें किया रहा रही रहे गया गई गए हो होगा अब आज कल एक इस उस ने अपने लिए साथ बात
 hai hain hun hoon hu tha thi ka ki ke ko se mein main hum tum aap ap mera meri mere mujhe muje tera teri tumhara apka aapka apna apne kya
 kyu kyun kyon kab kaha kahan kaise kaun jo bhi hi kar karo karna karta karte kiya raha rahi rahe gaya gayi gaye ho hoga hogi aur ya yeh
 ye woh wo ab aaj kal ek iss uss liye saath baat kuch koi sab log bhai ji haan han hua hui kr rha rhi rhe h hn yaar yar matlab toh bas
 wala wale wali chahiye milega batao bata dekho abhi phir fir lekin`,
};
