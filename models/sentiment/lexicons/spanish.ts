import type { LexiconSource } from './lexicon.ts';

export const spanish: LexiconSource = {
  words: [
    [
      3,
      `excelente excelentes excelentemente maravilloso maravillosa maravillosos maravillosas maravilla increible increibles fantastico
 fantastica genial geniales espectacular espectaculares estupendo estupenda magnifico magnifica perfecto perfecta perfectos perfectas
 perfectamente impresionante impecable insuperable buenisimo buenisima buenisimos riquisimo riquisima amo adoro encanta encantan
 encanto encantado encantada encantados felicisimo inmejorable lo_mejor la_mejor el_mejor mejor_imposible muchisimas_gracias
 mil_gracias me_fascina fascinante hermosisimo hermosisima brutal de_lujo super_bien muy_bien muy_bueno muy_buena enamorado
 enamorada espectacularmente precioso preciosa preciosos preciosas`,
    ],
    [
      2,
      `bueno buena buenos buenas bien gracias grax gracia agradezco agradecido agradecida agradecimiento bonito bonita bonitos bonitas lindo
 linda lindos lindas lindisimo lindisima bello bella bellos bellas belleza hermoso hermosa hermosos hermosas guapo guapa guapos guapas
 guapisimo guapisima feliz felices felicidad felicidades felicitaciones felicito alegre alegres alegria alegro alegra contento contenta
 contentos contentas disfrut* divertido divertida diversion gusta gustan gusto_mucho gustaria me_gusto gustó amor amar amando querido
 querida queridos quiero_mucho te_quiero os_quiero te_amo cariño abrazo abrazos besos besito besitos beso sonrisa sonrisas sonreir
 sonrie risa risas jajaja jajajaja jajajajaja recomiendo recomendado recomendada recomendable recomendables amable amables amabilidad
 atento atenta simpatico simpatica cordial eficiente satisfecho satisfecha satisfaccion exito exitos exitoso exitosa exitazo triunfo
 triunf* victoria ganar ganamos gano ganador ganadora campeon campeona campeones orgullo orgulloso orgullosa ilusion ilusionado
 ilusionada emocionado emocionada emocionante emocion rico rica ricos delicioso deliciosa sabroso mola molan molón guay chulo chula
 chevere bacano padrisimo chido chida bravo ole enhorabuena suerte bendicion bendiciones bendiga vale_la_pena merece_la_pena
 todo_bien buena_atencion buen_servicio mejor mejores crack ídolo idolo espero_con_ganas con_ganas que_ganas feliz_cumpleaños
 feliz_cumple gracias_por ilusiona magia magico magica grato grata agradable agradables alucinante apasionante tierno ternura
 inolvidable inteligente talento talentoso valiente`,
    ],
    [
      1,
      `ok_gracias perfecto_gracias facil rapido rapida rapidamente rapidez puntual puntualidad comodo comoda limpio limpia fresco fresca
 barato barata economico gratis regalo regalos oferta descuento interesa interesado interesada interesante interesantes util utiles
 ayuda_mucho ayudaron solucionado solucionaron resuelto resolvieron funciona_bien funciona_perfecto llego_bien sin_problema
 sin_problemas no_hay_problema ningun_problema no_pasa_nada esperanza ojala tranquilo tranquila paz calma calidad seguro segura confianza
 confio confiable honesto sincero fuerte apoyo apoyar fiesta fiestas vacaciones finde cumpleaños amigo amigos amiga amigas sueño sueños
 libre gratuito bienvenido bienvenida bienvenidos ganas animo animos respeto mejora mejorado mejorando mejoria positivo positiva
 jaja jeje jejeje xd listo_gracias de_acuerdo con_gusto con_mucho_gusto estrenar estreno elegante estilo dulce cielo premio premios
 placer favorito favorita favoritos favoritas celebrar celebramos celebracion orgullosamente apetece guste logro lograr acierto
 acertado me_interesa quiero_comprar quisiera_comprar fan fans sol gracioso graciosa admir* salud sano milagro`,
    ],
    [
      -1,
      `lento lenta lentos tarde tardar tardan tardanza tardado demora demoras demorado retraso retrasos esperando sigo_esperando caro 
 caros carisimo problema problemas dificil dificiles dificultad complicado complicada duda confuso confundido preocupado preocupada
 preocupa preocupacion nervios nervioso miedo susto asusta cansado cansada cansancio cansa aburrido aburrida aburre aburrimiento falta
 faltan falto perdi perdido perdida perder pierdo perdio error errores equivocado equivocada equivocaron fallo fallos falla fallas
 roto rota rotos dañado dañada daño averiado lamentablemente lamento lamentable desgraciadamente perdon disculpa_pero siento_mucho
 lo_siento por_desgracia enfermo enferma dolor duele duelen dolores extraño_mucho hecho_de_menos echo_de_menos te_extraño raro
 rara sucio sucia ruido reembolso devolucion devolver_el devuelvan devuelvanme mi_dinero cancelar cancelado cancelaron cancelo 
 no_me_escriban no_escriban darme_de_baja no_contestan no_responden no_contesta nadie_responde nadie_contesta sin_respuesta
 no_ha_llegado no_llega no_llego no_llegó no_he_recibido no_recibi no_me_ha_llegado no_me_llego donde_esta_mi cuando_llega todavia_no
 aun_no sigue_sin agotado no_disponible no_me_interesa no_funciona no_sirve no_sirven no_anda no_carga dejo_de_funcionar
 demasiado_caro muy_caro demasiado_tarde talla_equivocada producto_equivocado reclamo reclamacion queja quejas crisis culpa culpable
 critica criticas corrupcion corrupto corruptos paro desempleo recortes protesta protestas amenaza amenazas conflicto polemica acusado
 imputado carcel preso detenido detenidos denuncia denuncian denunciar heridos herido accidente pobre pobres pobreza llorar lloro
 llorando lagrimas solo_quiero_morir estres estresado agobio agobiado sufr* celos envidia mentir miente mienten exam examenes
 suspendido suspender imposible pena apena penoso penosa madrugar fracaso fracasado fracasar derrota perdimos debil ignor* 
 resaca gripe fiebre escandalo injusto injusta injusticia pesado pesada bobo tonteria tonterias tonto tonta tontos ridiculo`,
    ],
    [
      -2,
      `mal malo mala malos malas triste tristes tristeza infeliz enfadado enfadada enfado enojado enojada molesto molesta molestos
 cabreado cabreada cabreo furioso decepcion decepciona decepcionado decepcionada decepcionante decepciones indignado indignante
 indignacion frustrado frustrante harto harta hartos inutil inutiles basura porqueria mierda mierdas puta puto putos putas joder coño
 cabron cabrones gilipollas hijo_de_puta hijos_de_puta imbecil imbeciles idiota idiotas estupido estupida estupidos estafa
 estafadores estafador estafado fraude timo robo roban robaron robar ladron ladrones mentira mentiras mentiroso mentirosos falso falsa
 falsos engaño engañan engañado incompetente incompetentes irresponsable maleducado maleducada grosero grosera falta_de_respeto
 vergüenza verguenza vergonzoso sinvergüenza sinverguenza inaceptable pesima_atencion mala_atencion mal_servicio mala_calidad
 perdida_de_tiempo no_vale_la_pena no_recomiendo nunca_mas no_compren no_lo_compren defectuoso caducado podrido vencido feo fea feos
 fastidi* apesta matar mataron mato muerto muerta muertos muerte muertes morir muere murio asesin* terror terrorismo terrorista
 terroristas guerra violencia violador maltrato ataque atentado tragedia desastre desastroso catastrofe destruir destrozado destrozada
 destroza odioso deprimido deprimida deprimente depresion desesperado insulto insultos ofensivo maldito maldita malditos asqueroso
 asquerosa toxic* cruel fatal jodido jodida jode jodiendo no_me_gusta me_cago coñazo mierdoso caca cutre carajo pendejo pendejos`,
    ],
    [
      -3,
      `horrible horribles horroroso terrible terribles pesimo pesima pesimos pesimas malisimo malisima espantoso espantosa nefasto nefasta
 lo_peor la_peor el_peor peor peores odio odian odiar odia detesto asco repugnante insoportable intolerable lamentable_servicio 
 una_mierda`,
    ],
  ],
  negators: 'no ni nunca jamas sin nada nadie tampoco ningun ninguna ninguno apenas',
  negatesAhead: 3,
  negatesBack: 0,
  stronger: `muy mucho mucha muchos muchas muchisimo muchisima tan tanto tanta super re bastante demasiado totalmente realmente completamente
 absolutamente mas siempre sumamente extremadamente puto`,
  weaker: 'poco algo casi medio apenas quizas quiza tal_vez menos un_poco',
  contrast: 'pero sino aunque sin_embargo',
  markers: `el la los las un una unos unas de del al en y o que es son era fue ser estar esta estan estoy este esto esa ese eso yo tu usted el
 ella nosotros ustedes mi mis su sus te se le les lo con por para como cuando donde quien cual si ya hay hola buenos_dias quiero
 puedo tengo tiene hoy ayer mañana pedido porque desde hasta entre sobre todo toda todos hacer ver voy vamos me nos aqui ahora favor`,
};
