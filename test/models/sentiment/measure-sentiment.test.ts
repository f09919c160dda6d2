import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { measureSentiment } from '../../../models/sentiment/measure-sentiment.ts';

/** As the models' features cut it. */
function classOf(text: string, language: string | null = null): string {
  const sentiment = measureSentiment(text, language);
  if (sentiment === null) return 'nothing to say';
  return sentiment > 0.2 ? 'positive' : sentiment < -0.2 ? 'negative' : 'neutral';
}

/** Chats of a business, whose language nobody says. */
const texts: Readonly<Record<string, Readonly<Record<'positive' | 'neutral' | 'negative', readonly string[]>>>> = {
  English: {
    positive: [
      'Thank you so much!',
      'It arrived today and works perfectly',
      'No problem at all',
      'Great service, I love it',
    ],
    neutral: ['Which sizes do you have?', 'Hello, I ordered two lamps yesterday', 'Please call me at five', 'No'],
    negative: [
      'Where is my order?',
      'The app is not working',
      'I want a refund',
      'This is not good',
      "I don't like the colour",
      'Terrible service, never again',
    ],
  },
  Spanish: {
    positive: [
      'Muchas gracias por todo',
      'Me encanta, quedó precioso',
      'No hay problema',
      'Perfecto, excelente atención',
    ],
    neutral: ['¿Qué tallas tienen?', 'Hola, pedí dos lámparas ayer', 'Quiero saber cuándo abren'],
    negative: [
      '¿Dónde está mi pedido?',
      'No funciona y nadie responde',
      'No me gusta nada',
      'Pésimo servicio, qué vergüenza',
      'quiero la devolucion',
    ],
  },
  Portuguese: {
    positive: ['Obrigada, adorei!', 'Chegou tudo certinho, valeu', 'Sem problema', 'vcs sao otimos, parabens'],
    neutral: ['Quais tamanhos vocês têm?', 'Oi, pedi duas lâmpadas ontem', 'Qual é o horário de vocês?'],
    negative: [
      'Cadê meu pedido?',
      'Não funciona e ninguém responde',
      'Não gostei da cor',
      'Péssimo atendimento',
      'quero meu dinheiro, que vergonha',
    ],
  },
  German: {
    positive: [
      'Vielen Dank für alles',
      'Die Lampe ist wunderschön',
      'Kein Problem',
      'Alles super, gerne wieder',
      'das ist schoen',
    ],
    neutral: ['Welche Größen haben Sie?', 'Hallo, ich habe gestern zwei Lampen bestellt', 'Das ist schon da'],
    negative: [
      'Wo ist meine Bestellung?',
      'Es funktioniert nicht',
      'Das gefällt mir nicht',
      'Sehr schlechter Service',
      'Ich bin enttäuscht',
    ],
  },
  'Hindi in Latin letters': {
    positive: ['bahut accha hai, shukriya', 'maza aa gaya bhai', 'delivery bohot fast thi thanks', 'koi baat nahi'],
    neutral: ['kaun se size hai aapke paas', 'kal do lamp order kiya tha', 'mujhe kal call karo'],
    negative: [
      'mera order kab aayega',
      'kaam nahi kar raha hai',
      'accha nahi hai',
      'service bahut kharab hai yaar',
      'paise wapas karo',
    ],
  },
  'Hindi in Devanagari': {
    positive: ['बहुत अच्छा, धन्यवाद', 'आपकी सेवा शानदार है', 'कोई बात नहीं'],
    neutral: ['आपके पास कौन से साइज हैं?', 'मैंने कल दो लैंप मंगाए थे'],
    negative: ['यह अच्छा नहीं है', 'बेकार सेवा', 'मेरा ऑर्डर नहीं आया', 'सामान खराब निकला'],
  },
};

for (const [language, classes] of Object.entries(texts)) {
  describe(`the sentiment of ${language}`, () => {
    for (const [expected, list] of Object.entries(classes)) {
      for (const text of list) it(`is ${expected} in "${text}"`, () => assert.equal(classOf(text), expected));
    }
  });
}

describe('a sentiment', () => {
  const of = (text: string, language: string | null = null) => measureSentiment(text, language) ?? Number.NaN;

  it('is null where there is nothing to read', () => {
    for (const text of ['', '   ', '12 345', '?!', '+1 555 0100', 'https://example.org/great'])
      assert.equal(measureSentiment(text), null, text);
  });

  it('is null in a language without a lexicon, but for its emoji', () => {
    assert.equal(measureSentiment('Спасибо большое'), null);
    assert.equal(measureSentiment('merci beaucoup', 'fr'), null);
    assert.ok(of('merci beaucoup 😍', 'fr-FR') > 0.2);
    assert.ok(of('Спасибо 👍') > 0.2);
  });

  it('is turned by a negator, and less than wholly', () => {
    assert.ok(of('the food was nice') > 0.2);
    assert.ok(of('the food was not nice') < -0.2);
    assert.ok(of('the food was not terrible') > of('the food was terrible') + 0.5);
    assert.ok(of('the food was not terrible') < of('the food was wonderful'));
  });

  it('is not turned across a comma', () => {
    assert.ok(of('No, thanks') > 0.2);
    assert.ok(of('nein, danke') > 0.2);
  });

  it('grows with emphasis: very, capitals, exclamation marks, letters drawn out', () => {
    for (const [more, less] of [
      ['very good', 'good'],
      ['the lamp is GOOD', 'the lamp is good'],
      ['good!!!', 'good'],
      ['soooo gooood', 'so good'],
      ['muy bonito', 'bonito'],
      ['sehr schlecht', 'schlecht'],
    ])
      assert.ok(Math.abs(of(more)) > Math.abs(of(less)), `${more}: ${of(more)}, ${less}: ${of(less)}`);
    assert.ok(of('slightly bad') > of('bad'));
  });

  it('follows what is said after a but', () => {
    assert.ok(of('the lamp is nice but the delivery was terrible') < -0.2);
    assert.ok(
      of('the delivery was terrible but the lamp is nice') > of('the lamp is nice but the delivery was terrible'),
    );
  });

  it('reads emoji and emoticons, and a row of them not as many', () => {
    assert.ok(of('❤️') > 0.2);
    assert.ok(of('👍🏽') > 0.2);
    assert.ok(of('😡') < -0.2);
    assert.ok(of('ok :)') > 0.2);
    assert.ok(of('ok :(') < -0.2);
    assert.ok(of('😡'.repeat(40)) > -1);
    assert.equal(of('😡'.repeat(40)), of('😡'.repeat(4)));
  });

  it('is read in the language of the profile, and by the words where that knows none of them', () => {
    assert.ok(of('schon gut', 'de') > 0.2);
    for (const profile of ['pt-BR', 'Portuguese', 'PT', 'português']) assert.ok(of('obrigado', profile) > 0.2, profile);
    assert.ok(of('thank you very much', 'de') > 0.2);
  });

  it('reads English beside Hindi, as people write it', () => {
    assert.ok(of('delivery bahut late hai, very bad service yaar') < -0.2);
    assert.ok(of('product ekdum mast hai, love it', 'hi') > 0.2);
  });

  it('stays between -1 and 1 however long the text is, and never is -0', () => {
    for (const text of ['terrible '.repeat(10_000), 'wonderful! '.repeat(10_000)]) assert.ok(Math.abs(of(text)) <= 1);
    assert.ok(Object.is(of('hello'), 0));
  });

  it('knows no irony: a limit that docs/sentiment.md names', () => {
    assert.ok(of('Great, broken again') > -0.2);
  });
});
