import type { LexiconSource } from './lexicon.ts';

export const english: LexiconSource = {
  words: [
    [
      3,
      `amazing amazingly awesome brilliant excellent exceptional exceptionally fabulous fantastic flawless* incredible incredibly
 magnificent marvelous marvellous outstanding perfect perfectly perfection phenomenal spectacular splendid stunning superb terrific
 wonderful wonderfully wow best love loved loves lovin loving adore* overjoyed delighted delightful ecstatic thrilled blessed
 highly_recommend* love_it love_you made_my_day so_happy very_happy legend masterpiece gorgeous 5_stars five_stars`,
    ],
    [
      2,
      `good goodness great greatly greater greatest nice nicely nicest lovely beautiful beautifully happy happier happiest happily glad
 gladly joy joyful enjoy enjoyed enjoying enjoys enjoyable fun funny excited exciting excitement thank thanks thankyou thx thnx tks
 tysm ty thanku thankful thank_you grateful gratitude appreciate* awww aww cute cutest sweet sweetest sweetheart kind kindly kindness
 friendly helpful helpfully pleased pleasant pleasure pleasing satisfied satisfying satisfaction impressed impressive inspiring
 inspired inspiration recommend recommended recommends congrats congratulations congratulation bravo yay yayy woohoo hooray hurray
 win wins winner winning won victory triumph* success successful successfully succeed* proud pride delicious yummy tasty super cool
 coolest dope lit fire epic rocks favorite favourite fav fave charming elegant genius hilarious lol_good works_great works_perfectly
 well_done good_job great_job keep_it_up good_luck best_wishes happy_birthday merry_christmas cant_wait can't_wait looking_forward
 no_complaints not_bad_at_all as_good_as_new trustworthy reliable gem stoked pumped hyped hero heroic loyal caring adorable blast
 refreshing fascinating heartwarming peaceful hugs hug kisses smile smiles smiling smiled cheerful handsome pretty_good talented
 perfectly_fine top_notch worth_it well_worth love_this`,
    ],
    [
      1,
      `better fine okay_great cool_thanks interested interesting interest hope hopeful hopefully welcome wish wishes safe safely easy easily
 fast quick quickly prompt promptly comfortable comfy fresh clean smooth smoothly bright calm relaxed relax relaxing relief relieved
 fair honest honestly_good smart clever wise strong strongly_agree support supportive agree agreed solved resolved fixed improved
 improves improvement improving benefit* advantage gain gains bonus free gift gifts discount cheap affordable worth useful valuable
 like_it liked likes i_like would_like_to_order please_send interested_in perfect_thanks sounds_good works_fine working_fine
 working_now looks_good haha hahaha lmao lmfao rofl cheers celebrate* celebration celebrating party birthday music_to_my_ears warm
 warmly respect respectful trust trusted fan fans popular ready approve approved promising positive positively no_problem no_worries
 no_issue no_issues without_problem* deal sale special sunshine sunny vacation holiday holidays weekend friends friend dream dreams
 laugh laughing laughs rich luck lucky luckily creative original classy stylish save saved saves hot solid correct right_away right_on
 pretty eager laughter hallelujah amen god_bless bless talent strength brave courage champion champions upgrade grow growth generous
 confident gracious glorious glory honor honored honour honoured magic magical unforgettable memorable rock_on game_changer yep_great
 im_in count_me_in received_it got_it_thanks arrived_safely healthy heaven fit`,
    ],
    [
      -1,
      `bored boring sad_to_say slow slowly late delay delays delayed waiting still_waiting wait_so_long expensive overpriced costly pricey
 problem problems issue issues trouble troubles difficult difficulty hard_to complicated confusing confused confuse unclear doubt
 doubts doubtful worried worry worries worrying concern concerned concerns nervous afraid scared scary tired tiring exhausted
 missing missed miss lost lose loses losing loser lack lacks lacking without_notice wrong wrongly mistake mistakes error errors bug
 bugs fault faulty broke broken break breaks cracked crack damaged damage torn leaking stuck crash crashed crashes sorry regret
 apologize apologies unfortunately unfortunate sadly alas sick ill pain painful hurt hurts hurting ache headache cold_food
 unhappy_with lonely alone dull lame meh unimpressed odd weird strange awkward cheap_quality dirty messy mess noisy rude_staff
 refund refunded refunds money_back return_it want_to_return cancel cancelled canceled cancels cancellation unsubscribe
 stop_sending stop_messaging dont_message opt_out no_response no_reply no_answer never_replied nobody_answers no_one_answers
 not_received not_arrived hasnt_arrived havent_received never_received didnt_receive didnt_arrive never_arrived yet_to_receive
 still_not still_havent still_no where_is_my where_s_my wheres_my when_will_i too_expensive too_late too_long too_much too_small too_big
 wrong_item wrong_size wrong_order wrong_address missing_item out_of_stock not_available unavailable not_interested no_longer
 not_working doesnt_work dont_work didnt_work isnt_working stopped_working wont_work cant_login unable failed fail fails
 failing failure refuse refused refuses reject rejected deny denied denies complain complained complains ban banned against
 unfair biased pity poverty poor poorly weak weaker crisis chaos conflict controversy controversial accused accuse
 arrested arrest jail prison guilty blame blamed critic criticism criticize* protest protests riot riots threat threaten threatens
 threatened warn warning emergency flood storm accident accidents injured injury injuries victim victims struggle struggling
 struggles sorrow grief mourn mourning tears tear cry crying cries cried overrated underwhelming dying fear fears shame ashamed
 embarrassed embarrassing stress stressed stressful suffer suffering suffered suffers hack hacked jealous ignorant ignore
 ignored ignoring drama smh wtf omfg ugh ughh ew eww yikes nope nah shut_up whatever loss losses defeat defeated down_again debt
 poor_service risky risk hate_to unsafe suspicious doubtful weirdo creepy cheat cheating cheated lie lies lied lying liar fool
 fools fooled racist racism sexist propaganda suspend suspended illegal crime criminal criminals broke_down waste_of_time`,
    ],
    [
      -2,
      `bad badly sad sadder saddest sadness unhappy upset upsetting disappoint disappointed disappointing disappointment disappoints
 disappointingly annoy annoyed annoying annoys angry anger frustrated frustrating frustration irritating irritated mad furious
 rude unprofessional incompetent useless worthless rubbish garbage trash crap crappy junk fake counterfeit scam scams scammer
 scammers scammed fraud fraudulent ripoff rip_off stolen steal steals stole thief thieves robbed robbery dishonest misleading
 misled nasty ugly stupid idiot idiots idiotic dumb dumbass moron morons silly_mistake ridiculous absurd insane_price outrageous
 unacceptable inexcusable shameful shameless disgrace disgraceful pathetic sucks sucked suck sux fuck fucking fuckin fucked fck damn
 damned shit shitty bullshit bs bitch bastard asshole ass hell screwed pissed dislike disliked dislikes waste wasted wasting
 never_again never_buy dont_buy do_not_buy avoid rotten spoiled spoilt expired defective complaint complaints fed_up lost_patience
 losing_patience sick_of tired_of no_use of_no_use poor_quality bad_quality low_quality bad_service cruel evil violence violent kill
 killed killing kills killer murder murdered dead death deaths die died dies attack attacks attacked terror terrorist terrorists
 terrorism war bomb bombing tragedy tragic tragically disaster catastrophe devastated devastating heartbroken heartbreaking broken_heart
 depressed depressing depression miserable misery hopeless helpless hostile ruin ruined ruins destroyed destroy destroys destruction
 corrupt corruption abuse abused abusive bully bullying harass harassment corrupted hypocrite hypocrisy gross cringe toxic negative
 negatively freaking_out nightmare lousy mediocre inferior freak fail_again joke_of_a not_worth not_happy not_good no_good cancer
 unreliable untrustworthy dont_like didnt_like do_not_like did_not_like report_you legal_action consumer_court sue suing piece_of_junk lawsuit`,
    ],
    [
      -3,
      `terrible terribly horrible horribly horrific horrid awful awfully atrocious appalling abysmal dreadful disgusting disgusted disgust
 worst worse hate hated hates hating hatred loathe* despise* detest* abomination unbearable intolerable vile repulsive
 worst_experience worst_service pathetic_service zero_stars`,
    ],
  ],
  negators: `not no never none nobody nothing neither nor cannot cant dont doesnt didnt isnt arent wasnt werent wont wouldnt shouldnt couldnt
 hasnt havent hadnt aint without hardly barely scarcely n't nt lacks rarely seldom stop`,
  negatesAhead: 3,
  negatesBack: 0,
  stronger: `very really so too extremely absolutely totally completely super incredibly highly utterly truly deeply insanely
 extra damn fucking freaking most much more soo sooo way always especially particularly`,
  weaker: 'slightly somewhat bit little kinda kind_of sort_of sorta partly fairly almost less maybe perhaps might',
  contrast: 'but however although though except yet nevertheless unfortunately',
  markers: `the a an and of to in is are was were be been am i im you he she it its we they this that these those my your his her our their
 for on at by with from as if or so what when where who why how which will would can could should have has had do does did just
 there here about out up all any some than then now today tomorrow yesterday get got go going please hi hello hey order`,
};
