/**
 * What WhatsApp itself writes into chats, in the large languages: English, German, Spanish, Portuguese, French, Italian, Dutch, Turkish,
 * Russian, Arabic, Hindi, Indonesian, Chinese, Japanese. Matched against a whole message without marks.
 */

/** iPhone: "image omitted", "video note omitted", "menu.pdf • 3 pages document omitted". Android's stand in angle brackets. */
export const omittedWords = [
  /(?:^|\s)(?:image|photo|video(?: note| message)?|audio|voice message|gif|sticker|document|contact card|media) omitted$/i,
  /(?:^|\s)(?:bild|foto|video|videonachricht|audio|gif|sticker|dokument|kontaktkarte) (?:weggelassen|ausgelassen)$/i,
  /(?:^|\s)(?:imagen|foto|v[ií]deo|audio|gif|sticker|documento|tarjeta de contacto) omitid[oa]$/i,
  /(?:^|\s)(?:imagem|foto|v[ií]deo|[áa]udio|gif|figurinha|documento|cart[ãa]o do contato) (?:omitid|ocultad)[oa]$/i,
  /(?:^|\s)(?:image|photo|vid[ée]o|audio|gif|sticker|autocollant|document|fiche contact) (?:absente?|omise?|retir[ée]e?|manquante?)$/i,
  /(?:^|\s)(?:immagine|foto|video|audio|gif|sticker|documento|scheda contatto) (?:omess[oa]|non inclus[oa])$/i,
  /(?:^|\s)(?:afbeelding|foto|video|audio|gif|sticker|document|contactkaart) weggelaten$/i,
  /(?:^|\s)(?:görüntü|fotoğraf|video|ses|gif|çıkartma|belge|kişi kartı) dahil edilmedi$/i,
  /(?:^|\s)(?:изображение|фото|видео|аудиофайл|gif|стикер|документ|карточка контакта) (?:опущен[оа]?|отсутствует|пропущен[оа]?)$/i,
  /(?:^|\s)(?:gambar|foto|video|audio|gif|stiker|dokumen|kartu kontak) tidak disertakan$/i,
  /(?:لم يتم إدراج|تم استبعاد|تم حذف) (?:الصورة|الفيديو|المقطع الصوتي|الملصق|المستند|الوسائط)$/,
  /(?:छोड़ा गया|छोड़ी गई|शामिल नहीं है)$/,
  /(?:已忽略|省略|忽略)(?:图片|圖片|影像|视频|影片|音频|语音|贴图|貼圖|文件|多媒体文件|多媒體檔)?$/,
  /^(?:画像|動画|音声|スタンプ|文書)(?:は含まれていません|を省略しました|省略)$/,
];

/** Deleted for everybody, or by us. */
export const deletedWords = [
  /^(?:this message was deleted|you deleted this message|message deleted|this message was deleted by admin .*)\.?$/i,
  /^(?:diese nachricht wurde gelöscht|du hast diese nachricht gelöscht)\.?$/i,
  /^(?:(?:se eliminó|eliminaste) este mensaje|este mensaje fue eliminado)\.?$/i,
  /^(?:(?:esta )?mensagem (?:foi )?(?:apagada|eliminada)|(?:você )?(?:apagou|eliminou) esta mensagem)\.?$/i,
  /^(?:ce message a été supprimé|vous avez supprimé ce message)\.?$/i,
  /^(?:questo messaggio è stato eliminato|hai eliminato questo messaggio)\.?$/i,
  /^(?:dit bericht is verwijderd|je hebt dit bericht verwijderd|u hebt dit bericht verwijderd)\.?$/i,
  /^(?:bu mesaj silindi|bu mesajı sildiniz)\.?$/i,
  /^(?:данное сообщение удалено|это сообщение удалено|вы удалили (?:данное|это) сообщение)\.?$/i,
  /^(?:pesan ini (?:telah )?dihapus|anda menghapus pesan ini)\.?$/i,
  /^(?:تم حذف هذه الرسالة|حذفت هذه الرسالة|لقد حذفت هذه الرسالة)\.?$/,
  /^(?:यह संदेश हटा दिया गया(?: था)?|यह संदेश मिटाया गया|आपने यह संदेश मिटाया)।?$/,
  /^(?:此(?:消息|訊息)已(?:删除|刪除|被删除)|(?:您|你)已?(?:删除|刪除|撤回)了?(?:此|这条|這則)(?:消息|訊息))。?$/,
  /^(?:このメッセージは削除されました|メッセージを削除しました)。?$/,
];

/** Behind the text of an edited message, in angle brackets. */
export const editedWords =
  /edited|bearbeitet|edit[óo]|editad[oa]|modifi[ée]|modificato|bewerkt|düzenlendi|изменено|diedit|تعديل|संपादित|编辑|編輯|編集/i;

/** What the system says in the name of somebody: the iPhone writes these as messages, marked by U+200E. */
export const systemWords = [
  /end-to-end|ende-zu-ende|extremo a extremo|ponta a ponta|bout en bout|crittografati end|uçtan uca|сквозн|ujung ke ujung/i,
  /تمامًا بين الطرفين|مشفرة|एंड-टू-एंड|端到端|端對端|エンドツーエンド/,
  /^(?:missed|silenced) (?:voice|video|group) ?(?:call|video call)|^(?:verpasste?r?) (?:sprach|video)|^llamada (?:perdida|de voz|de vídeo)/i,
  /^(?:ligação|chamada) (?:de voz|de vídeo|perdida)|^appel (?:vocal|vidéo) manqué|^chiamata (?:vocale|video) persa|^gemiste /i,
  /^(?:voice|video) call[,.]|^(?:sprach|video)anruf[,.]/i,
  /^waiting for this message|^warten auf diese nachricht|^esperando el mensaje|^aguardando mensagem/i,
  /security code|sicherheitsnummer|código de seguridad|código de segurança|code de sécurité|codice di sicurezza/i,
  /(?:created|changed|added|removed|left|joined) (?:this |the )?(?:group|subject|community)|this business|business account/i,
  /unternehmenskonto|dieses unternehmen|cuenta de empresa|conta comercial|compte professionnel|account business/i,
];
