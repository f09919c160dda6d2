import type { LexiconSource } from './lexicon.ts';

export const portuguese: LexiconSource = {
  words: [
    [
      3,
      `excelente excelentes maravilhoso maravilhosa maravilhosos maravilhosas maravilha incrivel incriveis fantastico fantastica
 espetacular espetaculares sensacional sensacionais perfeito perfeita perfeitos perfeitas perfeitamente perfeicao impecavel otimo otima
 otimos otimas amo amei amamos amando adoro adorei apaixonado apaixonada apaixonante lindissimo lindissima melhor_impossivel
 nota_10 nota_dez nota_mil show_de_bola top top_demais muito_bom muito_boa muito_bem muito_obrigado muito_obrigada sou_fa arrasou
 arrasa arrasando arrasaram brilhante genial magnifico magnifica deslumbrante divino divina diva rainha delicia deliciosa delicioso
 surpreendente surreal o_melhor a_melhor os_melhores as_melhores mito`,
    ],
    [
      2,
      `bom boa bons boas bem obrigado obrigada obg obgd obrigadao agradeco agradecido agradecida grato grata gratidao valeu vlw lindo linda
 lindos lindas lindao bonito bonita bonitos bonitas belo bela belos belas beleza fofo fofa fofos fofas gato gata gatas feliz felizes
 felicidade felicidades alegre alegria contente animado animada parabens parabenizo legal legais massa bacana daora da_hora dahora
 maneiro gosto gostei gostamos gostoso gostosa gostando curti curtindo curto_muito amor amores querido querida queridos abraco abracos
 beijo beijos bjs bjo bj sorriso sorrir rindo ri_muito recomendo recomendado indico simpatico simpatica atencioso atenciosa educado
 educada gentil eficiente satisfeito satisfeita satisfacao sucesso vitoria venceu vencer vencedor ganhou ganhar ganhei ganhamos campeao
 campea orgulho orgulhoso orgulhosa emocionante emocionado emocionada emocionei emocao talento talentoso talentosa torcendo torcida
 torco merece mereceu merecido merecida merecem divertido divertida diverti engracado engracada saudavel saboroso esperanca abencoe
 abencoado abencoada bencao vale_a_pena valeu_a_pena tudo_certo deu_certo funcionou bom_atendimento otimo_atendimento melhor melhores
 demais_da_conta mal_posso_esperar ansioso_para ansiosa_para quero_muito viva uhul uhuul eba oba aeee aeeee salve musa musico_bom
 inspirador inspiracao inteligente maravilhado emociona forca gratificante admiro admiravel fera craque arrepiou arrepiei`,
    ],
    [
      1,
      `facil rapido rapida rapidamente rapidez pontual confortavel limpo limpa fresco barato barata em_conta gratis de_graca presente presentes
 promocao desconto interesse interessado interessada interessante interessantes util ajudou ajudaram resolvido resolveram resolveu
 funciona_bem chegou_bem chegou_certinho certinho sem_problema sem_problemas nao_tem_problema tranquilo tranquila paz calma qualidade
 seguro segura confianca confio confiavel honesto sincero forte apoio apoiar festa ferias amigo amigos amiga amigas sonho sonhos
 sonhando livre bem_vindo bem_vinda bem_vindos vontade respeito melhorou melhorando melhora positivo positiva kkkk kkkkk kkkkkk
 rsrs rs haha hahaha de_acordo combinado fechado com_prazer elegante estilo doce premio favorito favorita tomara prazer saudade saudades
 aplausos palmas preferido preferida fa fas brinde luz criativo criativa chique phino fino tenho_interesse quero_comprar gostaria_de_comprar
 sol carinho carinhoso lacrou lacre mitou mitando icone delicada delicado heroi`,
    ],
    [
      -1,
      `lento lenta demora demorou demorando demorado demorada atraso atrasado atrasada atrasou atrasos esperando continuo_esperando to_esperando
 caro caros carissimo problema problemas dificil dificeis dificuldade complicado complicada duvida confuso confusa preocupado preocupada
 preocupante nervoso nervosa medo susto cansado cansada cansei cansa cansativo chato chata chatos chatas chatice tedio entediante
 falta faltou faltando faltam perdi perdido perdida perdeu perder perdemos erro errado errada erros errou erraram falha falhas
 falhou quebrado quebrada quebrou danificado danificada defeito estragado infelizmente lamento lamentavel desculpa_mas sinto_muito
 doente dor doi doendo dores estranho estranha sujo suja barulho reembolso estorno devolucao devolver devolvam meu_dinheiro
 cancelar cancelado cancelei cancela cancelamento descadastrar sair_da_lista parem_de nao_responde nao_respondem ninguem_responde sem_resposta
 nao_chegou nao_chega nao_recebi nao_veio cade_meu cade_o cade_a onde_esta_meu quando_chega ainda_nao ate_agora_nada esgotado
 indisponivel nao_tenho_interesse nao_quero nao_funciona nao_funcionou nao_presta nao_serve nao_abre parou_de_funcionar muito_caro
 tarde_demais tamanho_errado produto_errado reclamacao reclamar reclamando reclama crise culpa culpado critica criticas corrupcao corrupto
 corruptos desemprego protesto ameaca conflito polemica acusado preso presa cadeia ferido acidente pobre pobreza chorar chorei chorando
 choro lagrimas estresse estressado sofr* inveja mente mentindo impossivel pena fracasso derrota fraco fraca ignor* injusto injusta
 injustica pesado bobagem besteira bobo ridicula ridiculo forçado forcado forcada nada_a_ver sem_graca sem_nocao sem_sal deselegante
 mimimi treta falsidade falso falsa flopou desnecessario desnecessaria eliminado eliminada vergonha_alheia gafe`,
    ],
    [
      -2,
      `mal mau maus ruim ruins triste tristes tristeza infeliz bravo_com irritado irritada irritante irrita raiva odioso puto puta
 decepcao decepcionado decepcionada decepcionante decepcionou indignado indignada frustrado frustrada frustrante inutil inuteis lixo
 porcaria merda bosta porra caralho desgraca desgraçado desgracado fdp filho_da_puta foda_se fodase fuder arrombado otario otaria
 otarios babaca imbecil idiota idiotas estupido estupida burro burra golpe golpista golpistas fraude roubo roubada roubar roubaram
 ladrao ladroes mentira mentiras mentiroso mentirosa enganado enganada enganacao incompetente incompetentes irresponsavel grosso grossa
 grosseiro mal_educado mal_educada falta_de_respeito desrespeito vergonha vergonhoso inaceitavel mau_atendimento pessimo_atendimento
 ma_qualidade pessima_qualidade perda_de_tempo nao_vale_a_pena nao_recomendo nunca_mais nao_comprem nao_compre defeituoso vencido
 podre feio feia feios nojo nojento nojenta matar matou morte mortes morreu morrer morto morta mortos assassin* terror guerra violencia
 ataque tragedia desastre destruir destruiu deprimido deprimida deprimente depressao desesperado insulto maldito maldita toxic* cruel
 um_saco nao_gosto nao_gostei nao_aguento aff afff affs escroto escrota droga chatissimo`,
    ],
    [
      -3,
      `horrivel horriveis horroroso horrorosa terrivel terriveis pessimo pessima pessimos pessimas pior piores odeio odiei odeia odio
 detesto detestei nojeira repugnante insuportavel insuportaveis intoleravel lamentavel_atendimento o_pior a_pior uma_merda um_lixo`,
    ],
  ],
  negators: 'nao n naum num nem nunca jamais sem nada ninguem nenhum nenhuma tampouco',
  negatesAhead: 3,
  negatesBack: 0,
  stronger: `muito muita muitos muitas mto mt mta mtos demais tao tanto tanta super bastante totalmente realmente completamente extremamente
 mais sempre bem_mais pra_caralho`,
  weaker: 'pouco quase meio talvez menos um_pouco',
  contrast: 'mas porem contudo entretanto todavia embora so_que',
  markers: `o os as um uma uns umas de do da dos das em no na nos nas e ou que eh sao era foi ser estar esta tao estou to este isso essa esse eu
 voce vc vcs voces ele ela eles elas meu minha seu sua te se lhe com por pra para pro como quando onde quem qual sim ja tem ola oi
 bom_dia boa_tarde quero posso tenho hoje ontem amanha pedido porque pq desde ate entre sobre tudo toda todos fazer ver vou vamos me
 aqui agora favor ai la isto pelo pela esse`,
};
