/**
 * How exports name what we look for, in English, German, Spanish, Portuguese and French: without accents, in small letters, divided by
 * commas. What stands first is preferred. Names of whom or what a column is about (`columnSubjects`) are taken off before these are
 * looked up: 'Deal - Owner' and 'deal_owner' are both `owner` of a deal.
 */
export const columnMeanings = {
  id: 'id,record id,name id,identifier,uuid,guid,sid,key,external id,system id,internal id,number,no,nr,num,nummer,numero,reference,ref,code,kennung,identificador,identifiant,n,referencia,entity id,increment id,display id,unique id,pipedrive system id',
  firstName: 'first name,firstname,given name,forename,vorname,primer nombre,primeiro nome,prenom,fname',
  lastName:
    'last name,lastname,surname,family name,nachname,familienname,apellido,apellidos,sobrenome,apelido,nom de famille,lname',
  name: 'name,full name,fullname,display name,profile name,complete name,nombre,nombre completo,nombre y apellidos,nome,nome completo,nom,nom complet,vollstandiger name,whatsapp name,first and last name',
  email:
    'email,e mail,email address,mail,primary email,email work,work email,main email,email 1,email 1 value,e mail adresse,emailadresse,correo,correo electronico,courriel,adresse e mail,adresse email,endereco de e mail,direccion de correo electronico,email home,personal email,email other,mail address,emails,e mails,email addresses',
  phone:
    'mobile,mobile phone,mobile number,phone mobile,cell,cell phone,phone,phone number,primary phone,whatsapp,whatsapp number,whatsapp phone,wa id,waid,wa number,msisdn,telephone,phone work,work phone,phone home,phone 1,phone 1 value,main phone,handy,handynummer,mobil,mobilnummer,mobiltelefon,telefon,telefonnummer,rufnummer,telefono,telefono movil,movil,celular,telefone,telemovel,fone,numero de telefono,numero de telefone,telephone portable,portable,numero de telephone,tel,sms,sms phone number,office phone,phones,phone numbers',
  country: 'country,country code,country name,country region,land,pais,pays,country iso',
  language: 'language,preferred language,locale,lang,sprache,idioma,lengua,langue',
  timezone: 'timezone,time zone,zeitzone,zona horaria,fuso horario,fuseau horaire',
  created:
    'created,created at,created on,created time,created date,creation date,creation time,date created,date of creation,create date,create time,created date time,added,added at,added on,added time,add time,date added,date time added,subscribed at,registered,registered at,registration date,signup date,sign up date,signed up,signed up at,customer since,created timestamp,date entered,opt in date,optin time,erstellt,erstellt am,angelegt,angelegt am,anlagedatum,erstellungsdatum,erstelldatum,eingangsdatum,fecha de creacion,fecha creacion,creado,creado el,fecha de alta,fecha alta,fecha de registro,data de criacao,criado,criado em,data criacao,data de cadastro,cadastrado em,date de creation,cree le,date creation,creation log,date ajout,date d ajout,date d inscription',
  updated:
    'updated,updated at,updated on,updated time,update time,last modified,modified,modified at,modified on,modified time,modified date,last modified date,last modified time,date modified,date updated,last update,last updated,last activity,last activity date,last activity time,geandert am,aktualisiert am,actualizado,atualizado em,modifie le',
  closed:
    'resolved at,resolved,resolved time,resolved date,resolved on,date resolved,resolution date,solved at,solved,closed at,last closed at,last closed,closed,closed on,closed time,closed date,date closed,close date,close time,closing date,actual close date,actual closed date,completed at,finished at,ended at,end time,end date,ended,geschlossen am,gelost am,abschlussdatum,abgeschlossen am,cerrado,cerrado el,fecha de cierre,fecha cierre,resuelto el,data de fechamento,fechado em,resolvido em,data fechamento,date de cloture,cloture le,ferme le,resolu le,date de fermeture',
  expected:
    'expected close date,expected close,expected closing,expected closing date,expected closed date,estimated close date,estimated close,forecast close date,forecast date,due date,due by time,due,deadline,faellig am,fallig am,voraussichtliches abschlussdatum,fecha de cierre prevista,fecha prevista,previsao de fechamento,data prevista,date de cloture prevue',
  wonAt:
    'won time,won date,won at,won on,date won,close won date,closed won date,converted at,converted date,converted time,conversion date,gewonnen am,fecha ganado,fecha de ganado,ganado el,data de ganho,ganho em,gagne le,date gagne',
  lostAt:
    'lost time,lost date,lost at,lost on,date lost,verloren am,fecha perdido,perdido el,perdido em,data de perda,perdu le',
  stage:
    'stage,stage name,current stage,pipeline stage,pipeline current stage,current pipeline stage,milestone,phase,pipeline phase,stufe,etapa,etapa del negocio,fase,etape,stage label,sales stage,lifecycle stage,kanban status,verkaufsphase',
  status:
    'status,state,current state,current status,status label,status name,status type,estado,estatus,statut,etat,zustand,situacao',
  stageChanged:
    'last stage change,last stage change at,stage change date,stage changed,stage changed at,date entered stage,last stage update,stage updated time,status changed,status changed at,stage entered,date of last stage change,last moved,stage last changed at',
  amount:
    'grand total,actual revenue,order total inc tax,total inc tax,total incl tax,order total,total amount,total price,total paid,amount paid,total,amount,order amount,net total,total sales,value,deal value,revenue,opportunity amount,opportunity value,betrag,gesamtbetrag,gesamtsumme,gesamtpreis,gesamt,summe,wert,umsatz,auftragswert,bruttobetrag,importe,importe total,monto,monto total,valor,valor total,total pagado,total pago,total paye,total a pagar,montant,montant total,montant ttc,total ttc,prix total,chiffre d affaires,bid amount,deal size,est revenue,estimated revenue,estimated value,est value,total income,total value,sum,net sales,gross sales,total collected',
  currency:
    'currency,currency code,currency of value,bid currency,price unit,currency iso,order currency,wahrung,moneda,moeda,devise,waehrung,code devise,base currency code',
  quantity:
    'quantity,qty,total quantity,item count,items count,number of items,item quantity,units,total items,total qty ordered,qty ordered,menge,anzahl,stuckzahl,cantidad,cant,quantidade,qtd,quantite,qte,items',
  price:
    'unit price,item price,price,price each,item cost,cost,stuckpreis,einzelpreis,preis,precio,precio unitario,preco,preco unitario,prix,prix unitaire',
  refunded:
    'refunded amount,amount refunded,refund amount,total refunded,refunded total,refund total,refunds,refunded,refund,partial refund amount,erstattet,erstattung,erstatteter betrag,reembolso,reembolsado,importe reembolsado,valor reembolsado,rembourse,montant rembourse',
  paymentStatus:
    'payment status,financial status,paid status,zahlungsstatus,estado de pago,estado del pago,status do pagamento,statut du paiement,statut de paiement',
  occurred:
    'date unixtime,unix time,date,date time,datetime,date and time,timestamp,time,date placed,placed at,placed on,ordered at,ordered on,processed at,event time,occurred at,event date,datum,datum uhrzeit,zeitpunkt,fecha,fecha y hora,fecha hora,data,data e hora,data hora,date et heure,hora,zeit,heure',
  paidAt:
    'paid at,paid on,paid date,date paid,payment date,paid,bezahlt am,fecha de pago,pagado el,data do pagamento,pago em,paye le,date de paiement',
  sentAt:
    'sent at,sent,sent on,date sent,sent date,sent time,date sent utc,sending time,send time,delivered at,gesendet,gesendet am,enviado,enviado el,enviado em,envoye,envoye le,time sent,message time,message date',
  opened:
    'opened at,opened,opened on,started at,start time,started,start date,date opened,begun at,geoffnet am,eroffnet am,begonnen am,abierto,abierto el,fecha de apertura,aberto em,data de abertura,ouvert le,date d ouverture,first message at,conversation started at',
  direction:
    'direction,in out,inbound outbound,type of message,sender type,author type,from type,sent by type,sent by,is incoming,incoming,richtung,direccion,sentido,direcao,sens,message direction,message type,event direction,sender role,role',
  text: 'text,body,content,message,message text,message body,message content,text body,nachricht,nachrichtentext,mensaje,mensagem,texto,contenido,conteudo,contenu,corps,texte,comment body,body preview',
  from: 'from,from number,from phone,sender,sender number,sender phone,von,absender,remitente,remetente,de,expediteur,author,from id,sender id,author id,actor id',
  to: 'to,to number,to phone,recipient,recipient number,recipient phone,receiver,an,empfanger,para,destinatario,destinataire,a,sent to',
  channel: 'channel,channel type,channel name,inbox,platform,kanal,canal',
  owner:
    'owner,owner name,owned by,assigned to,assigned user,assignee,sales rep,salesperson,sales owner,responsible,responsible person,account manager,representative,user responsible,lead owner,zustandig,zustandiger,besitzer,verantwortlich,verantwortlicher,propietario,responsable,vendedor,comercial,asignado a,proprietario,responsavel,proprietaire,commercial,assigne a,person in charge,users,people',
  source:
    'source,source name,lead source,source type,origin,traffic source,original source,acquisition source,acquisition channel,utm source,referrer,referral source,how did you hear about us,channel of origin,source of lead,quelle,herkunft,fuente,fuente del lead,origen,fonte,origem,provenance,source channel,lead origin',
  campaign:
    'campaign,campaign name,campaign title,kampagne,campana,campanha,campagne,utm campaign,broadcast,broadcast name',
  eventType: 'event,event type,event name,action,activity,activity type,ereignis,evento,accion,acao,evenement,metric',
  optedIn:
    'opted in,opt in,optin,opt in status,subscribed,subscription status,subscription,marketing consent,consent,accepts marketing,accepts email marketing,email marketing,email consent,sms consent,whatsapp consent,whatsapp opt in,newsletter,newsletter subscribed,newsletter subscription,email subscriber status,marketing status,email marketing status,allow marketing,allow broadcast,marketing opt in,marketing permission,email permission status,subscriber status,email subscription status,einwilligung,newsletter abonniert,consentimiento,acepta marketing,suscrito,suscripcion,consentimento,inscrito,aceita marketing,consentement,abonne,abonne newsletter,inscrit',
  optedOut:
    'unsubscribed,opted out,opt out,optout,do not contact,do not email,do not disturb,do not call,email opt out,unsubscribed from all email,has opted out of email,unsubscribed from emails,blocked,blacklisted,abgemeldet,dado de baja,descadastrado,desinscrit,no contactar',
  optedOutAt:
    'unsubscribed at,unsubscribe date,unsubscribed date,opted out at,opt out date,optout time,unsub time,abgemeldet am,fecha de baja,desinscrit le',
  deleted:
    'deleted,is deleted,trashed,is trashed,removed,geloscht,eliminado,excluido,supprime,spam,is spam,is test,test mode',
  hidden:
    'private,is private,internal,is internal,internal note,is note,private note,privat,intern,privado,interno,prive,interne',
  priority:
    'priority,priority name,severity,urgency,prioritat,dringlichkeit,prioridad,prioridade,priorite,gravedad,urgence',
  category:
    'type,category,issue type,request type,topic,reason,contact reason,kategorie,typ,art,categoria,tipo,motivo,assunto,categorie,objet,motif,service,subject type',
  probability:
    'probability,weighted value,win probability,expected revenue,forecast,weighted amount,wahrscheinlichkeit,probabilidad,probabilidade,probabilite,score,lead score,rating,deal probability,confidence',
  part: 'subtotal,sub total,tax,taxes,total tax,tax total,vat,mwst,iva,tva,discount,discount total,discount amount,rabatt,descuento,desconto,remise,shipping,shipping cost,shipping total,shipping amount,shipping fee,fee,fees,total fees,tip,tips,impuestos,frais de port,versandkosten,gastos de envio,frete,payment method,payment method title,payment,gateway,coupon,coupon code,shipping and handling,handling,total discounts,net',
  thing:
    'product,product name,sku,item,item name,item description,description of item,variant,line items,lineitem name,lineitem sku,article,artikel,producto,produto,produit,item sku,stock code,products',
  subject:
    'subject,title,summary,description,betreff,titel,beschreibung,asunto,titulo,descripcion,descricao,sujet,titre,first message,last message,snippet,excerpt',
  service:
    'first response time,first response,first reply,first reply at,first responded at,resolution time,time to resolution,resolution,sla,satisfaction rating,satisfaction,csat,survey result,nps,escalated,agent interactions,customer interactions,replies,every response status,first response status,resolution status,full resolution time',
} as const;
export type ColumnMeaning = keyof typeof columnMeanings;

/** Whom or what a column is about. */
export const columnSubjects = {
  person:
    'contact,contact person,primary contact,main contact,person,people,customer,client,requester,reporter,visitor,end user,subscriber,buyer,purchaser,billing,bill to,bill,member,guest,shopper,profile,lead contact,user,kunde,kunden,kontakt,kontaktperson,ansprechpartner,besteller,rechnungs adresse,cliente,contacto,contato,comprador,solicitante,persona,pessoa,usuario,acheteur,demandeur,interlocuteur,facturacion,facturation,subscriber profile,wa,recipient contact',
  deal: 'deal,opportunity,lead,prospect,potential,geschaft,verkaufschance,oportunidad,oportunidade,negocio,negociacion,negociacao,trato,opportunite,affaire,quote,opp,pipeline item',
  order:
    'order,orders,purchase,sale,invoice,bestell,bestellung,bestellungs,auftrag,auftrags,rechnung,rechnungs,pedido,orden,compra,venta,venda,factura,fatura,commande,vente,facture,booking',
  payment: 'payment,transaction,checkout,receipt,charge,zahlung,pago,paiement,pagamento,transaktion',
  ticket:
    'ticket,case,issue,request,helpdesk,inquiry,enquiry,vorgang,anfrage,caso,incidencia,incidente,chamado,demande,tiquete,support ticket',
  conversation: 'conversation,chat,session,thread,dialog,konversation,gesprach,conversacion,conversa,discussion,room',
  message: 'message,msg,sms,part,comment,nachricht,mensaje,mensagem,nachrichten',
  campaign: 'campaign,broadcast,newsletter,kampagne,campana,campanha,campagne,mailing',
  company:
    'organization,organisation,company,account,firma,unternehmen,empresa,organizacion,organizacao,entreprise,societe,business,store,shop',
  agent:
    'agent,assignee,assigned agent,operator,staff,group,team,creator,created by,closed by,admin,employee,seller,bearbeiter,mitarbeiter,agente,equipo,equipe,last reply by,assigned,closed by user',
  product: 'product,item,line item,lineitem,sku,variant,produkt,artikel,producto,produto,produit,article,shipping item',
  shipping:
    'shipping,delivery,ship to,ship,recipient address,versand,lieferung,liefer,lieferadresse,envio,entrega,livraison,expedition,fulfillment',
} as const;
export type ColumnSubject = keyof typeof columnSubjects;

/** Systems whose name in a file's name is a good `source`. */
export const systems: readonly string[] = (
  'zohodesk,pipedrive,bitrix24,bitrix,freshsales,freshworks,monday,copper,activecampaign,capsule,insightly,close,kommo,amocrm,keap,nutshell,streak,nimble,salesflare,teamleader,espocrm,suitecrm,sugarcrm,vtiger,dynamics,zendesk,' +
  'hubspot,salesforce,zoho,odoo,chatwoot,woocommerce,bigcommerce,magento,square,squarespace,wix,prestashop,shopware,opencart,ecwid,shopify,tiendanube,nuvemshop,vtex,lightspeed,etsy,ebay,amazon,stripe,paypal,' +
  'freshdesk,intercom,helpscout,gorgias,jira,front,kustomer,crisp,tidio,livechat,trengo,wati,respondio,twilio,telegram,whatsapp,messagebird,infobip,gupshup,interakt,aisensy,manychat,callbell,mailchimp,klaviyo,brevo,sendinblue,mailerlite,omnisend'
).split(',');

/** Columns worth keeping as attributes of a contact or a lead, where no field claims them. */
export const attributeWords: readonly string[] =
  'city,region,province,postcode,zip,stadt,ort,bundesland,ciudad,provincia,cidade,ville,industry,sector,branche,segment,company,organization,organisation,account,firma,empresa,entreprise,company size,employees,job title,position,role,title,gender,birthday,date of birth,tags,labels,tag,etiquetas,etiquettes,plan,tier,vip,pipeline,lead type,type,customer type,customer group,utm campaign,utm medium,medium,campaign,product,interest,interested in,budget,membership,loyalty'.split(
    ',',
  );
